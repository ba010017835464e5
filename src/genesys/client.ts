// A GET that carries a token, renews it once on 401, and tries again where that can help.
import type { Cancel, Clock } from '../runtime/clock.js';
import { pause } from '../runtime/clock.js';
import type { Asking, Token, TokenSource } from '../model.js';
import { ServiceError } from '../errors.js';
import { requestPause, type RequestFailure } from '../rules/retry.js';
import { answerError, readRateLimit, statusFailure, transportFailure, type RateLimit } from './answers.js';
import { budgetSpent, type Budget } from './budget.js';
import { originHeaders } from './origin.js';
import { TransportError, type Transport, type UpstreamAnswer } from './transport.js';

/** The limit of one load (all its pages and retries), started when the load starts. */
export interface LoadLimit {
  readonly signal: AbortSignal;
  /** Monotonic milliseconds. */
  readonly endsAt: number;
  /** Hears of each fault that is tried again. */
  readonly onTrouble: (error: ServiceError) => void;
  /** What each of its requests says of where it comes from. */
  readonly headers: Readonly<Record<string, string>>;
  /** Frees the timer. */
  readonly done: Cancel;
}

/** A limit of `ms` milliseconds from now; what hangs past it fails with `genesys_timeout`. */
export function loadLimit(
  ms: number,
  clock: Clock,
  { onTrouble = () => undefined, origin }: Asking = {},
): LoadLimit {
  const controller = new AbortController();
  const reason = () =>
    new ServiceError('genesys_timeout', { detail: `The load was given up after ${ms} ms.` });
  const done = clock.after(ms, () => controller.abort(reason()));
  const headers = origin ? originHeaders(origin) : {};
  return { signal: controller.signal, endsAt: clock.now() + ms, onTrouble, headers, done };
}

/** What the world hears of requests to Genesys. */
export interface UpstreamObserver {
  /** Any answer, or the kind of fault in its place. */
  requested(outcome: number | TransportError['fault'], tookMs: number): void;
  rateLimit(limit: RateLimit): void;
}

/** GETs of one organization. */
export interface GenesysClient {
  /**
   * The answer to `GET path`, always with status 200.
   * @throws ServiceError `genesys_…`, `queue_not_found` or `login_…`
   */
  get(path: string, limit: LoadLimit): Promise<UpstreamAnswer>;
}

/** What the client is made of. */
export interface ClientParts {
  readonly transport: Transport;
  readonly tokens: TokenSource;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly observer: UpstreamObserver;
  readonly userAgent: string;
  readonly random?: () => number;
  /** Whether another OAuth client may ask instead: a limit that is reached is then not waited for. */
  readonly hasPeers?: boolean;
}

type Outcome = { answer: UpstreamAnswer } | { failure: RequestFailure; error: ServiceError };

/** A GenesysClient over `transport` with the tokens of `tokens`. */
export function genesysClient(parts: ClientParts): GenesysClient {
  const random = parts.random ?? Math.random;
  return {
    async get(path, limit) {
      for (let attempt = 1; ; attempt++) {
        const outcome = await attemptOnce(parts, path, limit);
        if ('answer' in outcome) return outcome.answer;
        const wait = requestPause(outcome.failure, attempt, limit.endsAt - parts.clock.now(), random());
        const overLimit = outcome.failure.status === 429;
        if (wait === undefined || (overLimit && parts.hasPeers)) throw outcome.error;
        limit.onTrouble(outcome.error);
        await pause(parts.clock, wait, limit.signal);
      }
    },
  };
}

/** One try, which is two requests when the first meets a 401. */
async function attemptOnce(parts: ClientParts, path: string, limit: LoadLimit): Promise<Outcome> {
  const wall = () => parts.clock.wall();
  try {
    const token = await withinLoad(limit, parts.tokens.token());
    // Walks are admitted before they begin: many that waited for one login, or that turn out to have many
    // pages, could still spend more than there is.
    const freeIn = parts.budget.freeIn();
    if (freeIn > 0) throw budgetSpent(freeIn);
    let answer = await send(parts, path, token, limit);
    if (answer.status === 401) {
      const renewed = await withinLoad(limit, parts.tokens.token({ rejected: token.generation }));
      answer = await send(parts, path, renewed, limit);
    }
    if (answer.status === 200) return { answer };
    return { failure: statusFailure(answer, wall()), error: answerError(answer, wall()) };
  } catch (fault) {
    if (!(fault instanceof TransportError)) throw fault;
    const error = transportFailure(fault);
    if (fault.fault !== 'connection') throw error;
    return { failure: { cause: 'connection' }, error };
  }
}

async function send(
  parts: ClientParts,
  path: string,
  token: Token,
  limit: LoadLimit,
): Promise<UpstreamAnswer> {
  const startedAt = parts.clock.now();
  const answered = parts.budget.send();
  const report = (outcome: number | TransportError['fault']) =>
    parts.observer.requested(outcome, parts.clock.now() - startedAt);
  const headers = {
    ...limit.headers,
    authorization: `Bearer ${token.value}`,
    accept: 'application/json',
    'user-agent': parts.userAgent,
  };
  try {
    const answer = await parts.transport.get(path, headers, limit.signal);
    report(answer.status);
    const rateLimit = readRateLimit(answer);
    const closedFor =
      answer.status === 429 ? (statusFailure(answer, parts.clock.wall()).retryAfterSeconds ?? 1) : 0;
    answered({ rateLimit, gateClosedForMs: closedFor * 1000 });
    if (rateLimit) parts.observer.rateLimit(rateLimit);
    return answer;
  } catch (fault) {
    answered();
    report(fault instanceof TransportError ? fault.fault : 'timeout');
    throw fault;
  }
}

/** Waits for a token no longer than the load lasts; the login itself goes on for the others. */
function withinLoad<T>(limit: LoadLimit, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(limit.signal.reason as Error);
    if (limit.signal.aborted) abort();
    limit.signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => limit.signal.removeEventListener('abort', abort));
  });
}
