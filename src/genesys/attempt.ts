// One try of a request with a token, which is renewed once on 401; it is counted and told whatever comes of it.
import type { Token, TokenSource } from '../domain/model.js';
import { ServiceError } from '../domain/errors.js';
import type { Clock } from '../runtime/clock.js';
import type { RequestFailure } from '../domain/retry.rules.js';
import { answerError, readRateLimit, statusFailure, transportFailure, type RateLimit } from './answers.js';
import type { Budget } from './budget.js';
import type { LoadLimit } from './load-limit.js';
import type { OnOddHeader } from './told-numbers.rules.js';
import { TransportError, type OutgoingRequest, type Transport, type UpstreamAnswer } from './transport.js';

/** What the world hears of requests to Genesys. */
export interface UpstreamObserver {
  /** Any answer, or the kind of fault in its place. */
  requested(outcome: number | TransportError['fault'], tookMs: number): void;
  rateLimit(limit: RateLimit): void;
  /** A header of time or number that is of no use. */
  readonly oddHeader?: OnOddHeader;
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
    let answer = await send(parts, question.request, token, limit);
    if (answer.status === 401) {
      const renewed = await withinLoad(limit, parts.tokens.token({ rejected: token.generation }));
      answer = await send(parts, question.request, renewed, limit);
    }
    if (question.answeredBy(answer.status)) return { answer };
    const told = answerError(answer, wall(), question.permission);
    return { failure: statusFailure(answer, wall()), error: untilGateOpens(told, parts.budget) };
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
  // Walks are admitted before they begin: many that waited for one login, that turn out to have many pages, or whose
  // gate was closed meanwhile, could still spend more than there is.
  const refusal = parts.budget.refusal();
  if (refusal) throw refusal;
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
    const rateLimit = readRateLimit(answer, parts.observer.oddHeader);
    const { retryAfterSeconds } = statusFailure(answer, parts.clock.wall(), parts.observer.oddHeader);
    answered({ status: answer.status, rateLimit, retryAfterSeconds });
    if (rateLimit) parts.observer.rateLimit(rateLimit);
    return answer;
  } catch (fault) {
    answered({ neverSent: !sent });
    report(fault instanceof TransportError ? fault.fault : 'timeout');
    throw fault;
  }
}

/** A 429 says when to come again: with the gate that it closed, which may stay so for longer than it told. */
function untilGateOpens(error: ServiceError, budget: Budget): ServiceError {
  const waitMs = error.code === 'genesys_rate_limited' ? budget.gate().waitMs : 0;
  if (waitMs === 0) return error;
  return new ServiceError(error.code, { ...error.facts, retryAfterSeconds: Math.ceil(waitMs / 1000) });
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
