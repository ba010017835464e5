// Answers a request that was answered before, for the same caller, from memory, before express sees it.
// It decides nothing: what to answer, how and what becomes of it are the functions that the routes call.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../rules/caller.js';
import { sendAnswer, type Answer } from './answer.js';
import type { Exchange, Exchanges } from './exchange.js';

/** A question that was understood, checked and allowed: it can be asked again without any of that. */
export interface KnownQuestion {
  readonly route: string;
  readonly caller: Caller;
  readonly queues: readonly string[];
  readonly webhook?: string;
  /** The answer from what is held, or undefined when it has to be waited for; notes what the log wants. */
  answerNow(exchange: Exchange): Answer | undefined;
}

/** Questions remembered at most; the one that came first goes. */
const MAX_QUESTIONS = 10_000;
/** Longer targets are answered by express each time: the memo is bounded in bytes too. */
const LONGEST_TARGET = 2_048;

/** Remembers questions by verified caller header and raw target together. */
export class HotPath {
  /** By header name and value, then by raw target. */
  readonly #questions = new Map<string, KnownQuestion>();
  readonly #exchanges: Exchanges;
  readonly #isCurrent: (caller: Caller) => boolean;

  /** @param isCurrent whether what this caller was allowed when its request began still holds */
  constructor(exchanges: Exchanges, isCurrent: (caller: Caller) => boolean) {
    this.#exchanges = exchanges;
    this.#isCurrent = isCurrent;
  }

  get size(): number {
    return this.#questions.size;
  }

  /** Remembers what `request` asked. A caller with a quota is counted by express each time. */
  remember(request: IncomingMessage, question: KnownQuestion): void {
    const key = keyOf(request);
    if (key === undefined || question.caller.quota || isUnique(request, question.caller)) return;
    if (!this.#isCurrent(question.caller)) return;
    this.#questions.delete(key);
    this.#questions.set(key, question);
    if (this.#questions.size <= MAX_QUESTIONS) return;
    for (const oldest of this.#questions.keys()) {
      this.#questions.delete(oldest);
      return;
    }
  }

  /** Forgets everything: callers or webhooks have changed. */
  forgetAll(): void {
    this.#questions.clear();
  }

  /** Answers `request` if it can be answered at once. @returns whether it did */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const key = keyOf(request);
    const question = key === undefined ? undefined : this.#questions.get(key);
    if (!question) return false;
    const exchange = this.#exchanges.begin(request);
    const answer = attempt(() => question.answerNow(exchange));
    if (!answer) return false;
    exchange.route = question.route;
    exchange.caller = question.caller;
    exchange.queues = question.queues;
    if (question.webhook !== undefined) exchange.webhook = question.webhook;
    const status = sendAnswer(request, response, exchange.requestId, answer);
    this.#exchanges.end(exchange, request.method, status);
    return true;
  }
}

/** A fault here is left to express too, which answers and logs it: nothing may end the process. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** A target that a platform makes different for each call never comes again, and would push others out. */
function isUnique({ url = '' }: IncomingMessage, { ignoreParameters }: Caller): boolean {
  return url.length > LONGEST_TARGET || ignoreParameters.some((name) => url.includes(`${name}=`));
}

/** Undefined for anything unusual: it is left to express. */
function keyOf({ method, url, headers }: IncomingMessage): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return undefined;
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization !== undefined) return apiKey === undefined ? `A${authorization}\n${url}` : undefined;
  return typeof apiKey === 'string' ? `K${apiKey}\n${url}` : undefined;
}
