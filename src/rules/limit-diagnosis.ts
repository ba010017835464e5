// How it stands with the rate limit of Genesys Cloud, in words.
import { spendable } from './budget.js';
import type { Finding } from './finding.js';

/** What answers said of the limit. */
export interface LimitSeen {
  /** Of the last answer that said anything. */
  readonly count?: number;
  readonly allowed?: number;
  /** Seconds until the count starts anew. */
  readonly resetSeconds?: number;
  /** Whether a request was refused with 429, and after how many seconds to come again. */
  readonly refused: boolean;
  readonly retryAfterSeconds?: number;
}

/** From here on somebody should know. */
const MUCH = 0.8;

/** What follows from what was seen. */
export function diagnoseLimit(seen: LimitSeen): Finding {
  const { count, allowed, resetSeconds, refused, retryAfterSeconds } = seen;
  const facts = { ...seen };
  const known = count !== undefined && allowed !== undefined;
  const used = known ? `${count} of ${allowed} requests a minute are used` : '';
  const reset = resetSeconds === undefined ? '' : `, and the count starts anew in ${resetSeconds} s`;
  if (refused || (known && count >= allowed)) {
    const wait = retryAfterSeconds ?? resetSeconds ?? 60;
    const ownIsLow = known && count < allowed * MUCH;
    return {
      status: 'failed',
      detail: `The rate limit is exhausted${refused ? ': Genesys Cloud refuses requests (429)' : ''}${known ? `; ${used}` : ''}. Try again in ${wait} s.`,
      hint: ownIsLow
        ? 'The own count is low, so it is a limit of the whole organization: look for other programs that ask for queue members.'
        : 'Find what else uses this OAuth client (pasted tokens, other programs), or make one for this service alone; fewer queues or a longer availability.freshFor need less, and Genesys can raise the limit.',
      facts,
    };
  }
  if (!known) {
    return { status: 'skipped', detail: 'No answer of Genesys Cloud said anything of its limit.', facts };
  }
  if (count <= allowed * MUCH)
    return {
      status: 'ok',
      detail: `${used}${reset}. That is the doctor's own token; /status has the service's count.`,
      facts,
    };
  return {
    status: 'warn',
    detail: `${used}${reset}. The service spends at most ${spendable({ allowed })} and then waits.`,
    hint: 'Find what else uses this OAuth client, or make one for this service alone; a longer availability.freshFor needs less.',
    facts,
  };
}
