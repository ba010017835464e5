// Whether the named webhook of the settings, which a run asks, is the one that the form describes.
import { isAnyOf, skillsFilter, type SetupChoices } from '../domain/platforms/choices.rules.js';
import type { WebhookSetup } from '../domain/platforms/setup.rules.js';
import { asQueueId } from '../domain/member-query.rules.js';
import type { WebhookLine } from './status.js';

/** A sentence on what differs; '' where nothing does, or no named webhook is asked, or there is none of that name. */
export function differsFrom(
  choices: SetupChoices,
  { style }: Pick<WebhookSetup, 'style'>,
  webhooks: readonly WebhookLine[],
): string {
  const name = choices.webhookName.trim();
  const saved = webhooks.find((webhook) => webhook.name === name);
  if (style !== 'webhook' || !saved) return '';
  const parts = [
    ...(queuesOf(choices) ===
    [...saved.queues]
      .map(({ id }) => id)
      .sort()
      .join()
      ? []
      : ['its queues']),
    ...(isSame(filtersOf(choices), new URLSearchParams(saved.filters)) ? [] : ['who counts']),
    ...(saved.needs === null || saved.needs === choices.minimum
      ? []
      : [`the number of agents (${saved.needs})`]),
    ...(saved.anyOf === isAnyOf(choices) ? [] : ['whether one queue alone has to have them']),
    ...(saved.failurePolicy === choices.failurePolicy ? [] : [`the failure policy (${saved.failurePolicy})`]),
  ];
  if (parts.length === 0) return '';
  return `What ran is ${name} of the settings, which differs from this form: ${parts.join(', ')}. Put the YAML into the settings file to run the form.`;
}

const queuesOf = ({ queues }: SetupChoices) =>
  [...new Set(queues.map(({ id }) => asQueueId(id) ?? id))].sort().join();

/** As the YAML has them. */
function filtersOf({ presence, routingStatus, skills, allSkills }: SetupChoices): URLSearchParams {
  const state = presence.length + routingStatus.length > 0 ? presence : ['Available'];
  const named = skills.map((skill) => skill.trim()).filter((skill) => skill !== '');
  const skillsKey = skillsFilter({ skills: named, allSkills: allSkills === true });
  return new URLSearchParams(
    Object.entries({ presence: state, routingStatus, [skillsKey]: named, joined: ['true'] })
      .filter(([, values]) => values.length > 0)
      .map(([key, values]) => [key, values.join()] as [string, string]),
  );
}

function isSame(one: URLSearchParams, other: URLSearchParams): boolean {
  const text = (all: URLSearchParams) =>
    [...all]
      .map(([name, value]) => `${name}=${value.split(',').sort().join()}`)
      .sort()
      .join('&')
      .toLowerCase();
  return text(one) === text(other);
}
