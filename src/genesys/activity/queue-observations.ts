// How many calls wait in each queue: asks Genesys's observations for many queues in one request.
import { ServiceError } from '../../domain/errors.js';
import { loadLimit } from '../client.js';
import { readObservations } from './activity-answer.js';
import { observationsRequest } from './activity-request.js';
import { Batches } from './batches.js';
import type { LookDependencies } from './routing-activity.js';

/** Calls that wait in a queue at one moment. */
export interface WaitingCalls {
  readonly calls: number;
  /** Monotonic milliseconds at which its request went out: age is counted from there. */
  readonly askedAt: number;
  /** The same in wall milliseconds. */
  readonly asOf: number;
}

/** The observations of one organization. */
export class QueueObservations {
  readonly #dependencies: LookDependencies;
  readonly #batches: Batches;

  constructor(dependencies: LookDependencies) {
    this.#dependencies = dependencies;
    this.#batches = new Batches(dependencies.clock);
  }

  /** How many queues may be asked for at once. */
  get batchSize(): number {
    return this.#batches.size;
  }

  /**
   * Waiting calls of `queueIds`, at most `batchSize` of them; those that Genesys does not tell of are not in there.
   * @param onRequest called with each request that it takes
   * @throws ServiceError when Genesys tells of none of them
   */
  async waiting(
    queueIds: readonly string[],
    onRequest?: () => void,
  ): Promise<ReadonlyMap<string, WaitingCalls>> {
    const { client, clock, timeout } = this.#dependencies;
    const limit = loadLimit(timeout, clock);
    try {
      const { answers, refusal } = await this.#batches.ask(queueIds, async (some) => {
        const [askedAt, asOf] = [clock.now(), clock.wall()];
        onRequest?.();
        const answer = await client.request(observationsRequest(some), limit);
        if (answer.status === 404)
          throw new ServiceError('queue_not_found', { detail: 'Genesys Cloud has no such analytics.' });
        return [...readObservations(answer)]
          .filter(([id]) => some.includes(id))
          .map(([id, calls]) => [id, { calls, askedAt, asOf }] as const);
      });
      if (answers.length === 0 && refusal) throw refusal;
      return new Map(answers.flat());
    } finally {
      limit.done();
    }
  }
}
