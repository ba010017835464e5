// What to enter into a platform's webhook form, from what a person chose: URL, header, rule, and the same as YAML.
import type { FailurePolicy } from '../acceptance.rules.js';
import { cleaned, isAnyOf, originOf, problemsOf, skillsFilter, type SetupChoices } from './choices.rules.js';
import { acceptanceWords, PLATFORMS, type Style } from './platforms.js';
import type { AcceptWhen } from './run-verdict.rules.js';
import { webhookYaml } from './yaml.rules.js';

/** What to enter. */
export interface WebhookSetup {
  /** The route that is asked: the chosen one, or the one that can do what was chosen. */
  readonly style: Style;
  readonly method: 'GET';
  readonly url: string;
  /** Path and query alone; absent while something in it is missing. */
  readonly path?: string;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>;
  readonly timeoutMs: number;
  readonly timeoutWords: string;
  readonly accept: AcceptWhen;
  readonly acceptanceWords: string;
  readonly notes: readonly string[];
  /** What is missing or can't be right; a placeholder stands in its place. */
  readonly problems: readonly string[];
  /** The same question as a webhook of the settings. */
  readonly yaml: string;
}

const HOST = 'https://YOUR_HOST';
const QUEUE = 'YOUR_QUEUE_ID';
const NAME = 'YOUR_WEBHOOK';
const KEY = 'YOUR_KEY';

/** What to enter for `choices`. */
export function webhookSetup(choices: SetupChoices): WebhookSetup {
  const asked = cleaned(choices);
  const style = styleFor(asked);
  const { timeoutMs, timeoutWords } = PLATFORMS[asked.platform];
  const target = pathOf(asked, style);
  const accept = acceptOf(asked, style);
  return {
    style,
    method: 'GET',
    url: (originOf(choices.publicUrl) ?? HOST) + target,
    ...(isComplete(asked, style) && { path: target }),
    headers: [{ name: 'Authorization', value: `Bearer ${asked.callerKey || KEY}` }],
    timeoutMs,
    timeoutWords,
    accept,
    acceptanceWords: acceptanceWords(accept),
    notes: notesOn(asked, style),
    problems: problemsOf(choices),
    yaml: webhookYaml({ ...asked, webhookName: asked.webhookName || NAME, placeholder: QUEUE }),
  };
}

/** Whether no placeholder stands in the path. */
function isComplete({ queues, webhookName }: SetupChoices, style: Style): boolean {
  return style === 'webhook' ? webhookName !== '' : queues.length > 0;
}

/** Genesys's own path can neither name several queues, nor say no by its status, nor tell of waiting calls. */
function styleFor({ style, decidesBy, queues, maxWaiting }: SetupChoices): Style {
  const more = decidesBy === 'status' || queues.length > 1 || maxWaiting !== undefined;
  return style === 'members' && more ? 'availability' : style;
}

function pathOf(choices: SetupChoices, style: Style): string {
  const { queues, decidesBy, minimum, maxWaiting } = choices;
  const [first = { id: QUEUE }] = queues;
  const statusCodes = decidesBy === 'status' ? ['statusCodes=true'] : [];
  if (style === 'webhook') return target(`/v1/webhooks/${choices.webhookName || NAME}`, statusCodes);
  const filters = filterParameters(choices);
  if (style === 'members') {
    // As the common template has it; it changes nothing about who counts.
    const expand = choices.presence.length > 0 ? ['expand=presence'] : [];
    return target(`/api/v2/routing/queues/${first.id}/members`, [...expand, ...filters]);
  }
  const rest = [
    ...(isAnyOf(choices) ? [`anyOf=${minimum}`] : minimum === 1 ? [] : [`min=${minimum}`]),
    ...(maxWaiting === undefined ? [] : [`maxWaiting=${maxWaiting}`]),
    ...filters,
    ...statusCodes,
  ];
  if (queues.length < 2) return target(`/v1/queues/${first.id}/availability`, rest);
  return target('/v1/availability', [`queue=${queues.map(({ id }) => id).join(',')}`, ...rest]);
}

function filterParameters(choices: SetupChoices): string[] {
  const { presence, routingStatus, skills, joined } = choices;
  const all = { presence, routingStatus, [skillsFilter(choices)]: skills };
  const lists = Object.entries(all).filter(([, values]) => values.length > 0);
  return [
    ...lists.map(([name, values]) => `${name}=${values.map(encodeURIComponent).join(',')}`),
    ...(joined ? ['joined=true'] : []),
  ];
}

function target(path: string, parameters: readonly string[]): string {
  return parameters.length > 0 ? `${path}?${parameters.join('&')}` : path;
}

/** Only `accept` knows the minimum, the failure policy and all queues; the members route has but the count. */
function acceptOf({ decidesBy, minimum }: SetupChoices, style: Style): AcceptWhen {
  if (decidesBy === 'status') return { by: 'status' };
  if (style === 'members')
    return { by: 'field', field: 'total', condition: 'Greater Than', value: minimum - 1 };
  return { by: 'field', field: 'accept', condition: 'Equals', value: true };
}

function notesOn(choices: SetupChoices, style: Style): string[] {
  const { platform, presence, routingStatus, joined, publicUrl } = choices;
  const stateless = presence.length === 0 && routingStatus.length === 0;
  const moved = style !== choices.style;
  const told: Array<[boolean, string]> = [
    [
      moved,
      "Genesys's own path can neither ask for several queues, nor answer by status code, nor tell of waiting calls: the /v1 route does.",
    ],
    [
      stateless && style === 'members',
      'Without presence and routing status every member counts, also who is offline.',
    ],
    [
      stateless && style !== 'members',
      'Without presence and routing status the /v1 routes count presence Available.',
    ],
    [
      !joined && style === 'members',
      'Members count who have not joined the queue, too: Genesys sends them no call.',
    ],
    [!joined && style !== 'members', 'The /v1 routes count only members who have joined the queue.'],
    [true, policyNote(choices, style)],
    [
      choices.maxWaiting !== undefined,
      'For waiting calls a role of the OAuth client needs analytics:queueObservation:view. While they are not known, the failure policy decides.',
    ],
    [
      style === 'webhook',
      'The YAML has to be in the settings file before the URL answers; it is read without a restart.',
    ],
    [
      true,
      'If the platform appends parameters of its own, the answer is 400 unknown_parameter: list their names under ignoreParameters of the caller.',
    ],
    [
      isHere(publicUrl),
      'Only this machine reaches that address: enter the one at which the platform reaches this service.',
    ],
    [
      /^http:/i.test(publicUrl.trim()),
      'Over http the caller key can be read on its way: give the listener a certificate, or put a TLS proxy in front.',
    ],
  ];
  return [...PLATFORMS[platform].notes, ...told.flatMap(([holds, words]) => (holds ? [words] : []))];
}

const isHere = (url: string) => /^https?:\/\/(localhost|127\.|\[::1\]|0\.)/i.test(url.trim());

const POLICY_WORDS: Readonly<Record<FailurePolicy, string>> = {
  closed: 'the call is not accepted',
  open: 'the call is accepted, but only if Genesys is unavailable',
  error: 'the answer is an error (503)',
};

/** The failure policy is no parameter of any URL. */
function policyNote({ failurePolicy }: SetupChoices, style: Style): string {
  if (style === 'members') {
    return "When nobody can be counted, Genesys's own path answers an error (503) without a total, so the call is not accepted. The failure policy has no effect here; the /v1 routes have one.";
  }
  if (style === 'webhook')
    return `When nobody can be counted, failurePolicy ${failurePolicy} of the webhook decides: ${POLICY_WORDS[failurePolicy]}.`;
  return `When nobody can be counted, availability.failurePolicy of the settings decides for all callers: the URL can't say ${failurePolicy}. A named webhook has a failure policy of its own.`;
}
