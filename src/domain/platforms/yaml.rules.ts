// Writes a chosen question as a webhook of the settings file.
import { isAnyOf, skillsFilter, type ChosenQueue, type SetupChoices } from './choices.rules.js';

/** What the settings file says of a webhook. */
type Written = Omit<SetupChoices, 'platform' | 'style' | 'publicUrl' | 'callerKey'> & {
  /** Stands where the first queue's id will. */
  readonly placeholder: string;
};

/** The lines of `webhooks:`; what has its default there is left out, but for what makes people ask. */
export function webhookYaml(webhook: Written): string {
  const { webhookName, organization, queues, minimum, maxWaiting } = webhook;
  const { failurePolicy, decidesBy, placeholder } = webhook;
  const fields = [
    ...(organization === undefined || organization === 'default'
      ? []
      : [`organization: ${scalar(organization)}`]),
    'queues:',
    ...(queues.length > 0 ? queues.map(queueLine) : [`  - ${scalar(placeholder)}`]),
    'filters:',
    ...filterLines(webhook),
    isAnyOf(webhook) ? `anyOf: ${minimum}` : `minimum: ${minimum}`,
    ...(maxWaiting === undefined ? [] : [`maxWaiting: ${maxWaiting}`]),
    `failurePolicy: ${failurePolicy}`,
    ...(decidesBy === 'status' ? ['statusCodes: true'] : []),
  ];
  const lines = ['webhooks:', `  ${scalar(webhookName)}:`, ...fields.map((line) => `    ${line}`)];
  return `${lines.join('\n')}\n`;
}

function queueLine({ id, name }: ChosenQueue): string {
  // A comment ends with its line, whatever a queue is called.
  const comment = name === undefined ? '' : ` # ${name.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`;
  return `  - ${scalar(id)}${comment}`;
}

/** Named webhooks count as the /v1 routes do: Available where no state is chosen, and who has joined. */
function filterLines(webhook: Written): string[] {
  const { presence, routingStatus, skills } = webhook;
  const state = presence.length + routingStatus.length > 0 ? presence : ['Available'];
  const lists = Object.entries({ presence: state, routingStatus, [skillsFilter(webhook)]: skills });
  return [
    ...lists.flatMap(([name, values]) =>
      values.length > 0 ? [`  ${name}: [${values.map(scalar).join(', ')}]`] : [],
    ),
    '  joined: true',
  ];
}

/** Words that YAML takes for something else than text (1.1 and 1.2). */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Plain where that is safe, else as JSON, which is YAML. */
function scalar(text: string): string {
  const plain =
    /^[a-z][\w.-]*(?: [\w.-]+)*$/i.test(text) || /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
  return plain && !RESERVED.test(text) ? text : JSON.stringify(text);
}
