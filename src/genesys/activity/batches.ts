// Asks for some queues in one request, and in smaller ones where Genesys refuses that; learns how many it takes.
import type { ServiceError } from '../../domain/errors.js';
import { asServiceError } from '../../domain/errors.js';
import type { ErrorCode } from '../../domain/error-codes.js';
import type { Clock } from '../../runtime/clock.js';
import { FIRST_SIZE, sizeAfterAnswer, sizeAfterRefusal, type BatchSize } from './batch-size.rules.js';

/** Refusals that may be about one queue of several, or about their number. */
const DIVISIBLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'genesys_request_refused',
  'invalid_queue_id',
  'genesys_answer_too_large',
  'genesys_permission_missing',
  'queue_not_found',
]);
/** Of these the number may be to blame. */
const ABOUT_SIZE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'genesys_request_refused',
  'genesys_answer_too_large',
]);
/** Requests of one call at most: what is refused piece by piece is refused as a whole. */
const MOST_REQUESTS = 24;

/** What came of one call. */
interface Batched<A> {
  readonly answers: readonly A[];
  /** Queues that Genesys refuses, each asked for alone. */
  readonly refused: readonly string[];
  /** Why it refused the last of them. */
  readonly refusal?: ServiceError;
}

/** One call on its way. */
interface Call<A> {
  readonly ask: (queueIds: readonly string[]) => Promise<A>;
  readonly answers: A[];
  readonly refused: string[];
  refusal?: ServiceError;
  requests: number;
}

/** Batches of one endpoint. */
export class Batches {
  readonly #clock: Clock;
  #size: BatchSize = FIRST_SIZE;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many queues are asked for at once. */
  get size(): number {
    return this.#size.size;
  }

  /**
   * Asks for `queueIds`, at most `size` of them.
   * @throws ServiceError what `ask` throws, where that isn't about some of the queues or their number
   */
  async ask<A>(
    queueIds: readonly string[],
    ask: (queueIds: readonly string[]) => Promise<A>,
  ): Promise<Batched<A>> {
    const call: Call<A> = { ask, answers: [], refused: [], requests: 0 };
    await this.#divide(queueIds, call);
    return call;
  }

  async #divide<A>(queueIds: readonly string[], call: Call<A>): Promise<void> {
    call.requests += 1;
    const error = await this.#once(queueIds, call);
    if (!error) return;
    if (!DIVISIBLE.has(error.code) || call.requests >= MOST_REQUESTS) throw error;
    if (queueIds.length === 1) {
      call.refused.push(...queueIds);
      call.refusal = error;
      // Nothing but refusals, down to the second queue alone: it is not about one of them.
      if (call.answers.length === 0 && call.refused.length > 1) throw error;
      return;
    }
    const middle = Math.ceil(queueIds.length / 2);
    const before = call.refused.length;
    await this.#divide(queueIds.slice(0, middle), call);
    await this.#divide(queueIds.slice(middle), call);
    if (call.answers.length === 0) throw error;
    if (ABOUT_SIZE.has(error.code) && call.refused.length === before)
      this.#size = sizeAfterRefusal(this.#size, queueIds.length, this.#clock.now());
  }

  async #once<A>(queueIds: readonly string[], call: Call<A>): Promise<ServiceError | undefined> {
    try {
      call.answers.push(await call.ask(queueIds));
      this.#size = sizeAfterAnswer(this.#size, queueIds.length, this.#clock.now());
      return undefined;
    } catch (fault) {
      return asServiceError(fault);
    }
  }
}
