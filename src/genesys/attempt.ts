// One try of a request with a token, which is renewed once on 401; it is counted and told whatever comes of it.
import type { ApiTokens, Token } from '../domain/model.js';
import { ServiceError } from '../domain/errors.js';
import { pause, type Clock } from '../runtime/clock.js';
import type { RequestFailure } from '../domain/retry.rules.js';
import {
  answerError,
  isHtml,
  isOfGenesys,
  readRateLimit,
  statusFailure,
  transportFailure,
  type RateLimit,
} from './answers.js';
import type { Budget } from './budget.js';
import type { LoadLimit } from './load-limit.js';
import type { OnOddHeader } from './upstream-numbers.rules.js';
import {
  BODIES_FULL,
  TransportError,
  type OutgoingRequest,
  type Transport,
  type UpstreamAnswer,
} from './transport.js';

/** What the world hears of requests to Genesys. */
export interface UpstreamObserver {
  /** Any answer, or the kind of fault in its place. */
  requested(outcome: number | TransportError['fault'], tookMs: number): void;
  rateLimit(limit: RateLimit): void;
  /** A header of time or number that is of no use. */
  readonly oddHeader?: OnOddHeader;
}

/** What the client is made of. */
export interface ClientDependencies {
  readonly transport: Transport;
  readonly tokens: ApiTokens;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly observer: UpstreamObserver;
  readonly userAgent: string;
  readonly random?: () => number;
  /** Whether another OAuth client may ask instead: a limit that is reached is then not waited for. */
  readonly failFastOnRateLimit?: boolean;
}

/** What one request asks for, and which answers satisfy it. */
export interface Question {
  readonly request: Omit<OutgoingRequest, 'headers'>;
  readonly answeredBy: (answer: UpstreamAnswer) => boolean;
  /** What lacks where a 403 names no permission; absent: the one of queue members. */
  readonly permission?: string;
  /** Whether its 429 closes no gate of others, as long as the count of the client leaves room; then it isn't repeated. */
  readonly limitedApart?: boolean;
}

type Outcome = { answer: UpstreamAnswer } | { failure: RequestFailure; error: ServiceError };

/** One try: several requests where the first meets a 401. */
export async function attemptOnce(
  dependencies: ClientDependencies,
  question: Question,
  limit: LoadLimit,
): Promise<Outcome> {
  const wall = () => dependencies.clock.wall();
  const { permission, request } = question;
  try {
    const answer = await askWithTokens(dependencies, question, limit);
    if (question.answeredBy(answer) && !isHtml(answer)) return { answer };
    const told = answerError(answer, wall(), { method: request.method, permission });
    const error = untilGateOpens(told, dependencies.budget);
    const isDoubtful = answer.status >= 500 || !isOfGenesys(answer, request.method);
    const refreshed = isDoubtful && answer.status !== 429 && dependencies.transport.refresh();
    return { failure: { ...statusFailure(answer, wall()), ...(refreshed && { refreshed }) }, error };
  } catch (fault) {
    if (!(fault instanceof TransportError)) throw fault;
    // What is too much for this process says nothing of the connection.
    if (fault.fault !== 'too-large' && fault.code !== BODIES_FULL) dependencies.transport.refresh();
    const error = transportFailure(fault);
    if (fault.fault !== 'connection' && fault.fault !== 'unreadable') throw error;
    return { failure: { cause: 'connection' }, error };
  }
}

/** The answer to a request, repeated after a 401 as the tokens have it. */
async function askWithTokens(
  dependencies: ClientDependencies,
  { request, limitedApart = false }: Question,
  limit: LoadLimit,
): Promise<UpstreamAnswer> {
  const { tokens, clock } = dependencies;
  const path = request.path.split('?', 1)[0] ?? '';
  const tries = new Map<number, number>();
  let token = await waitForToken(dependencies, limit, tokens.token());
  for (;;) {
    const use = { generation: token.generation, sentAt: clock.now(), path };
    const answer = await send(dependencies, { request, limitedApart }, token, limit);
    // What somebody else says, tells nothing of the token.
    const isTold = isOfGenesys(answer, request.method);
    if (answer.status !== 401 || !isTold) {
      if (isTold && answer.status < 500 && answer.status !== 429) tokens.accepted(use);
      return answer;
    }
    tries.set(use.generation, (tries.get(use.generation) ?? 0) + 1);
    const retry = await waitForToken(dependencies, limit, tokens.rejected(use, tries));
    if (!retry || retry.afterMs >= limit.endsAt - clock.now()) return answer;
    if (retry.afterMs > 0) {
      limit.onRetriedError(answerError(answer, clock.wall()));
      await pause(clock, retry.afterMs, limit.signal);
    }
    token = retry.token;
  }
}

async function send(
  dependencies: ClientDependencies,
  { request, limitedApart }: Pick<Question, 'request' | 'limitedApart'>,
  token: Token,
  limit: LoadLimit,
): Promise<UpstreamAnswer> {
  // Fetches are admitted before they begin: many that waited for one login, that turn out to have many pages, or whose
  // gate was closed meanwhile, could still spend more than there is.
  const refusal = dependencies.budget.refusal();
  if (refusal) throw refusal;
  const startedAt = dependencies.clock.now();
  const answered = dependencies.budget.send();
  const report = (outcome: number | TransportError['fault']) =>
    dependencies.observer.requested(outcome, dependencies.clock.now() - startedAt);
  const headers = {
    ...limit.headers,
    authorization: `Bearer ${token.value}`,
    accept: 'application/json',
    'user-agent': dependencies.userAgent,
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
  };
  let sent = false;
  try {
    const answer = await dependencies.transport.send(
      { ...request, headers },
      limit.signal,
      () => (sent = true),
      limit,
    );
    report(answer.status);
    const rateLimit = readRateLimit(answer, dependencies.observer.oddHeader);
    const { retryAfterSeconds } = statusFailure(
      answer,
      dependencies.clock.wall(),
      dependencies.observer.oddHeader,
    );
    answered({ status: answer.status, rateLimit, retryAfterSeconds, limitedApart });
    if (rateLimit) dependencies.observer.rateLimit(rateLimit);
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

/** Said while a login is waited for. */
const LOGIN_HANGS = new ServiceError('login_timeout', {
  detail: 'The login has not answered yet.',
  retryAfterSeconds: 1,
});

/** Waits for a token no longer than the load lasts; the login itself goes on for the others. */
async function waitForToken<T>(
  { clock }: ClientDependencies,
  limit: LoadLimit,
  work: Promise<T>,
): Promise<T> {
  const since = clock.now();
  // Whoever gives up meanwhile says whom it waited for.
  const over = limit.meanwhile(LOGIN_HANGS);
  try {
    return await withinLoad(limit, work, () => {
      const ms = Math.round(clock.now() - since);
      const detail = `The login did not answer within ${ms} ms.`;
      return ms > 0 ? new ServiceError('login_timeout', { detail }) : undefined;
    });
  } finally {
    over();
  }
}

/** @param late the error when the load ends before the work; undefined: the load's own */
function withinLoad<T>(limit: LoadLimit, work: Promise<T>, late: () => ServiceError | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(late() ?? (limit.signal.reason as Error));
    if (limit.signal.aborted) abort();
    limit.signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => limit.signal.removeEventListener('abort', abort));
  });
}
