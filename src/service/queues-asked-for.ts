// The queues that looks are for: those asked for lately, with their queries and with who asks.
import type { Looked } from '../cache/looked.js';
import type { QueryState } from '../cache/queries.js';
import type { WantedQueues } from '../genesys/activity/look-turns.js';
import type { Clock } from '../runtime/clock.js';

/** Queues that were asked for within this time are looked at, also where nothing is kept warm. */
const WANTED_FOR_MS = 60_000;
/** How long a list of them is good for; longer where very many make it take a while: so many times as long. */
const KEPT_MS = 10;
const KEPT_TIMES = 50;

/** Of one organization. */
export class QueuesAskedFor {
  readonly #clock: Clock;
  readonly #wantedForMs: number;
  readonly #looked: () => Pick<Looked, 'wanted'>;
  #states = new Map<string, QueryState[]>();
  #statesAt = -Infinity;
  #tookMs = 0;

  constructor(clock: Clock, keepWarmFor: number, looked: () => Pick<Looked, 'wanted'>) {
    this.#clock = clock;
    this.#wantedForMs = Math.max(keepWarmFor, WANTED_FOR_MS);
    this.#looked = looked;
  }

  /** Their queries by queue. */
  wanted(): ReadonlyMap<string, QueryState[]> {
    const now = this.#clock.now();
    if (now - this.#statesAt < Math.max(KEPT_MS, KEPT_TIMES * this.#tookMs)) return this.#states;
    this.#states = this.#looked().wanted(now - this.#wantedForMs);
    this.#tookMs = this.#clock.now() - now;
    this.#statesAt = now;
    return this.#states;
  }

  /** What looks want to know of each. @param isUseful whether looks tell something of one of these queries */
  forLooks(isUseful: (states: readonly QueryState[]) => boolean): WantedQueues {
    const callersOf = (states: readonly QueryState[]) => [
      ...new Set(states.flatMap(({ askers }) => askers.map(({ name }) => name))),
    ];
    return new Map(
      [...this.wanted()].map(([id, states]) => [
        id,
        { callers: callersOf(states), isUseful: isUseful(states) },
      ]),
    );
  }

  /** The queries of some of them. */
  statesOf(queueIds: readonly string[]): QueryState[] {
    const wanted = this.wanted();
    return queueIds.flatMap((id) => wanted.get(id) ?? []);
  }
}
