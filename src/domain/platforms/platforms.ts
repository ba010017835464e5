// What is known of the platforms whose webhooks ask, and what follows from it for setting one up.
import type { AcceptWhen } from './run-verdict.rules.js';
import { numberOf } from '../criterion.rules.js';

/** Whose webhook form is filled in. */
export type Platform = 'callgrid' | 'ringba' | 'trackdrive' | 'retreaver' | 'invoca' | 'generic';

/**
 * Which of our routes is asked: Genesys's own path with a count (`members`), a yes or no for the filters in
 * the URL (`availability`), or a webhook of the settings (`webhook`).
 */
export type Style = 'members' | 'availability' | 'webhook';

/** One platform. */
interface PlatformFacts {
  readonly name: string;
  /** The route that suits it without further thought. */
  readonly usualStyle: Style;
  /** The timeout to enter, in milliseconds, and why. */
  readonly timeoutMs: number;
  readonly timeoutWords: string;
  /** What else its form wants. */
  readonly notes: readonly string[];
}

/** We answer within 1,500 ms (`availability.deadline`), plus the way there and back. */
const ENOUGH_MS = 2_000;
const ENOUGH =
  '2,000 ms or more: the service answers within 1,500 ms (availability.deadline of the settings).';

const RULE = 'It has to be a rule over one field of a JSON answer, or one over the status code alone.';

const usual = (name: string, note: string): PlatformFacts => ({
  name,
  usualStyle: 'availability',
  timeoutMs: ENOUGH_MS,
  timeoutWords: ENOUGH,
  notes: [note],
});

/** Sources: the integration guide of CallGrid and the public documentation of the others; docs/platforms.md names it. */
export const PLATFORMS: Readonly<Record<Platform, PlatformFacts>> = {
  callgrid: {
    name: 'CallGrid',
    usualStyle: 'members',
    timeoutMs: ENOUGH_MS,
    timeoutWords: `${ENOUGH} CallGrid's own default of 10 seconds works, too, and lets a caller wait longer if something hangs.`,
    notes: [
      'Response type: JSON.',
      "If the URL can't be edited in the webhook's form, switch its Template Mode off and enter URL, method and header by hand.",
    ],
  },
  ringba: {
    name: 'Ringba',
    usualStyle: 'availability',
    timeoutMs: ENOUGH_MS,
    timeoutWords: `2,000 ms is Ringba's default, and an answer after that loses the call. The service answers within 1,500 ms (availability.deadline of the settings).`,
    notes: [
      'Not tried with Ringba. It is a Ring Tree Target that checks for agent availability; what its form calls the rule over the answer is not known here.',
    ],
  },
  trackdrive: usual(
    'TrackDrive',
    `Not tried with TrackDrive. A webhook that is triggered before a buyer is dialled can reject the dial; by what it reads the answer is not known here. ${RULE}`,
  ),
  retreaver: usual(
    'Retreaver',
    'Not tried with Retreaver. Its Webhook Configurator makes the field accept a tag of the call, and the buyer takes calls with that tag; its timeout is not known here.',
  ),
  invoca: usual(
    'Invoca',
    `Not tried with Invoca. It is a Real-Time Routing webhook of the call treatment; by what it reads the answer is not known here. ${RULE}`,
  ),
  generic: usual('the platform', `How the platform words its rule is not known here. ${RULE}`),
};

/** The acceptance rule in the words of the platform's form. */
export function acceptanceWords(accept: AcceptWhen): string {
  if (accept.by === 'status') return 'Accept when the status code is 200; 409 means no.';
  const { field, condition, value } = accept;
  if (value === undefined) return `Field "${field}", condition "${condition}".`;
  const rule = `Field "${field}", condition "${condition}", value "${value}".`;
  const more = field === 'total' && condition === 'Greater Than' ? numberOf(value) : undefined;
  return more === undefined ? rule : `${rule} That is ${more + 1} or more agents.`;
}
