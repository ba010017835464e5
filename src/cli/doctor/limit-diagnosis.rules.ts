// How it stands with the rate limit of Genesys Cloud, in words.
import { spendable } from '../../genesys/budget.rules.js';
import type { Finding } from '../../domain/finding.js';

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

/** What the running service says of its demand: `locked` wants an admin key, `silent` is not there. */
export type ServiceSeen =
  | { readonly kind: 'locked' }
  | { readonly kind: 'silent' }
  | {
      readonly kind: 'budget';
      readonly requestsWantedPerMinute: number;
      readonly requestsSpendablePerMinute: number;
      readonly promiseKept: boolean;
      readonly advice: string | null;
    };

/** From here on somebody should know. */
const MUCH = 0.8;

const FIND_OTHERS =
  'Find what else uses this OAuth client (pasted tokens, other programs), or make one for this service alone; fewer queues or a longer availability.freshFor need less, and Genesys can raise the limit.';
const SHORT = 'callers may get older counts, or 503 genesys_rate_limited.';

/** What follows from what the doctor saw, and from what the running service wants of it. */
export function diagnoseLimit(seen: LimitSeen, service: ServiceSeen = { kind: 'silent' }): Finding {
  const { count, allowed, resetSeconds, refused } = seen;
  const facts = { ...seen, service };
  const known = count !== undefined && allowed !== undefined;
  if (refused || (known && count >= allowed)) return { ...exhausted(seen), facts };
  const advice = adviceOf(service);
  const demand = demandText(service);
  if (!known) {
    const detail = `No answer of Genesys Cloud had headers of the rate limit. ${demand}`;
    return advice === undefined
      ? { status: 'skipped', detail, facts }
      : { status: 'warn', detail, hint: advice, facts };
  }
  const reset = resetSeconds === undefined ? '' : `, and the count starts anew in ${resetSeconds} s`;
  const now = `Seen now, with the doctor's own token: ${usedText(count, allowed)}${reset}.`;
  if (count > allowed * MUCH) {
    return {
      status: 'warn',
      detail: `${now} The service spends at most ${spendable({ allowed })} and then waits. ${demand}`,
      hint: advice ?? FIND_OTHERS,
      facts,
    };
  }
  const detail = `${now}\n${demand}`;
  return advice === undefined
    ? { status: 'ok', detail, facts }
    : { status: 'warn', detail, hint: advice, facts };
}

const usedText = (count: number, allowed: number) => `${count} of ${allowed} requests a minute are used`;

function exhausted({ count, allowed, resetSeconds, refused, retryAfterSeconds }: LimitSeen) {
  const known = count !== undefined && allowed !== undefined;
  const wait = retryAfterSeconds ?? resetSeconds ?? 60;
  const ownIsLow = known && count < allowed * MUCH;
  return {
    status: 'failed',
    detail: `The rate limit is exhausted${refused ? ': Genesys Cloud refuses requests (429)' : ''}${known ? `; ${usedText(count, allowed)}` : ''}. Try again in ${wait} s.`,
    hint: ownIsLow
      ? 'The count of this OAuth client is low, so it is a limit of the whole organization: look for other programs that ask for queue members.'
      : FIND_OTHERS,
  } as const;
}

/** Undefined while the service keeps its promise, or doesn't say. */
function adviceOf(service: ServiceSeen): string | undefined {
  if (service.kind !== 'budget' || service.promiseKept) return undefined;
  return service.advice ?? FIND_OTHERS;
}

function demandText(service: ServiceSeen): string {
  if (service.kind === 'budget') {
    const { requestsWantedPerMinute: wanted, requestsSpendablePerMinute: possible, promiseKept } = service;
    const sum = `The running service wants ${wanted} requests a minute, and may spend ${possible}`;
    return promiseKept ? `${sum}: enough for its promise.` : `${sum}: ${SHORT}`;
  }
  const where = 'How many requests the running service needs is on its /status (budget)';
  return service.kind === 'locked'
    ? `${where}, which asks for an admin key: run the doctor with the service's ADMIN_KEY or ADMIN_KEY_FILE.`
    : `${where}, which does not answer here: the limit may be too low for it all the same.`;
}
