// One try of a request with a token, which is renewed once on 401; it is counted and told whatever comes of it.
import type { Token, TokenSource } from '../domain/model.js';
import type { ServiceError } from '../domain/errors.js';
import type { Clock } from '../runtime/clock.js';
import type { RequestFailure } from '../domain/retry.rules.js';
import { answerError, readRateLimit, statusFailure, transportFailure, type RateLimit } from './answers.js';
import { budgetSpent, type Budget } from './budget.js';
import type { LoadLimit } from './load-limit.js';
import { TransportError, type OutgoingRequest, type Transport, type UpstreamAnswer } from './transport.js';

/** What the world hears of requests to Genesys. */
export interface UpstreamObserver {
  /** Any answer, or the kind of fault in its place. */
  requested(outcome: number | TransportError['fault'], tookMs: number): void;
  rateLimit(limit: RateLimit): void;
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

/** What one request asks for, and which answers satisfy it. */
export interface Question {
  readonly request: Omit<OutgoingRequest, 'headers'>;
  readonly answeredBy: (status: number) => boolean;
  /** What lacks where a 403 names no permission; absent: the one of queue members. */
  readonly permission?: string;
}

type Outcome = { answer: UpstreamAnswer } | { failure: RequestFailure; error: ServiceError };

/** One try, which is two requests when the first meets a 401. */
export async function attemptOnce(
  parts: ClientParts,
  question: Question,
  limit: LoadLimit,
): Promise<Outcome> {
  const wall = () => parts.clock.wall();
  try {
    const token = await withinLoad(limit, parts.tokens.token());
    // Walks are admitted before they begin: many that waited for one login, or that turn out to have many
    // pages, could still spend more than there is.
    const freeIn = parts.budget.freeIn();
    if (freeIn > 0) throw budgetSpent(freeIn);
    let answer = await send(parts, question.request, token, limit);
    if (answer.status === 401) {
      const renewed = await withinLoad(limit, parts.tokens.token({ rejected: token.generation }));
      answer = await send(parts, question.request, renewed, limit);
    }
    if (question.answeredBy(answer.status)) return { answer };
    const error = answerError(answer, wall(), question.permission);
    return { failure: statusFailure(answer, wall()), error };
  } catch (fault) {
    if (!(fault instanceof TransportError)) throw fault;
    const error = transportFailure(fault);
    if (fault.fault !== 'connection') throw error;
    return { failure: { cause: 'connection' }, error };
  }
}

async function send(
  parts: ClientParts,
  request: Question['request'],
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
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
  };
  let sent = false;
  try {
    const answer = await parts.transport.send({ ...request, headers }, limit.signal, () => (sent = true));
    report(answer.status);
    const rateLimit = readRateLimit(answer);
    const closedFor =
      answer.status === 429 ? (statusFailure(answer, parts.clock.wall()).retryAfterSeconds ?? 1) : 0;
    answered({ rateLimit, gateClosedForMs: closedFor * 1000 });
    if (rateLimit) parts.observer.rateLimit(rateLimit);
    return answer;
  } catch (fault) {
    answered({ neverSent: !sent });
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
