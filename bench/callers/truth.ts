// What was true when: the history of each queue's count, and whether an answer fits it.
import type { Simulator } from '../../src/simulator/index.js';

/** Of the webhook template: people at the desk. */
const FILTERS = { presence: 'Available', joined: true } as const;

interface Moment {
  /** Wall milliseconds since when the count holds. */
  readonly at: number;
  readonly count: number;
}

export class Truth {
  readonly #simulator: Simulator;
  readonly #history = new Map<string, Moment[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.#sample();
  }

  /** Changes `steps` agents every `everyMs`, and notes what is true from then on. */
  live(everyMs: number, steps: number): void {
    this.#timer = setInterval(() => {
      this.#simulator.shuffle(steps);
      this.#sample();
    }, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether `count` was true at some moment from `from` to `to` (wall milliseconds). */
  held(queueId: string, count: number, from: number, to: number): boolean {
    const history = this.#history.get(queueId) ?? [];
    return history.some(
      (moment, index) =>
        moment.count === count && moment.at <= to && (history[index + 1]?.at ?? Infinity) >= from,
    );
  }

  #sample(): void {
    const at = Date.now();
    for (const { id } of this.#simulator.queues) {
      const history = this.#history.get(id) ?? [];
      this.#history.set(id, history);
      const { count } = this.#simulator.matching(id, FILTERS);
      if (history.at(-1)?.count !== count) history.push({ at, count });
    }
  }
}
