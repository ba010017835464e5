// Requests to Genesys's API, tried again where that can help.
import { pause } from '../runtime/clock.js';
import { requestPause } from '../domain/retry.rules.js';
import { isOfGenesys } from './answers.js';
import { attemptOnce, type ClientDependencies, type Question } from './attempt.js';
import type { LoadLimit } from './load-limit.js';
import type { OutgoingRequest, UpstreamAnswer } from './transport.js';

export type { ClientDependencies, UpstreamObserver } from './attempt.js';
export { loadLimit, type LoadLimit } from './load-limit.js';

/** GETs of one organization. */
export interface GenesysClient {
  /**
   * The answer to `GET path`, always with status 200.
   * @throws ServiceError `genesys_…`, `queue_not_found` or `login_…`
   */
  get(path: string, limit: LoadLimit): Promise<UpstreamAnswer>;
}

/** A request that isn't just a GET. */
export interface GenesysRequest {
  readonly method: OutgoingRequest['method'];
  /** Path and query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What lacks where a 403 names no permission. */
  readonly permission?: string;
  /** Whether Genesys may limit it apart: its 429 is then its own, unless the count of the client says otherwise. */
  readonly limitedApart?: true;
}

/** Requests of one OAuth client, to whom belongs what they make. */
export interface SendingClient extends GenesysClient {
  /**
   * The answer to a request, with a status of 2xx, or Genesys's own 404, whose meaning depends on what was asked for. A POST is
   * repeated only where it can't have been carried out (401, 429).
   * @throws ServiceError `genesys_…` or `login_…`
   */
  request(request: GenesysRequest, limit: LoadLimit): Promise<UpstreamAnswer>;
}

/** A client over `transport` with the tokens of `tokens`. */
export function genesysClient(dependencies: ClientDependencies): SendingClient {
  return {
    get: (path, limit) =>
      ask(dependencies, limit, {
        request: { method: 'GET', path },
        answeredBy: ({ status }) => status === 200,
      }),
    request: ({ method, path, body, permission = 'a permission', limitedApart = false }, limit) =>
      ask(dependencies, limit, {
        request: { method, path, ...(body !== undefined && { body: JSON.stringify(body) }) },
        answeredBy: (answer) =>
          (answer.status === 404 || (answer.status >= 200 && answer.status < 300)) &&
          isOfGenesys(answer, method),
        permission,
        limitedApart,
      }),
  };
}

async function ask(
  dependencies: ClientDependencies,
  limit: LoadLimit,
  question: Question,
): Promise<UpstreamAnswer> {
  const random = dependencies.random ?? Math.random;
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptOnce(dependencies, question, limit);
    if ('answer' in outcome) return outcome.answer;
    const wait = requestPause(outcome.failure, attempt, limit.endsAt - dependencies.clock.now(), random());
    const overLimit = outcome.failure.status === 429;
    const once = question.limitedApart || (question.request.method === 'POST' && !overLimit);
    if (wait === undefined || once || limit.once || (overLimit && dependencies.failFastOnRateLimit))
      throw outcome.error;
    limit.onRetriedError(outcome.error);
    await pause(dependencies.clock, wait, limit.signal);
  }
}
