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
  readonly #wanted: Kept<ReadonlyMap<string, QueryState[]>>;
  readonly #forLooks: Kept<WantedQueues>;

  constructor(clock: Clock, keepWarmFor: number, looked: () => Pick<Looked, 'wanted'>) {
    this.#clock = clock;
    this.#wantedForMs = Math.max(keepWarmFor, WANTED_FOR_MS);
    this.#looked = looked;
    this.#wanted = new Kept(clock);
    this.#forLooks = new Kept(clock);
  }

  /** Their queries by queue. */
  wanted(): ReadonlyMap<string, QueryState[]> {
    return this.#wanted.read(() => this.#looked().wanted(this.#clock.now() - this.#wantedForMs));
  }

  /** What looks want to know of each. @param isUseful whether looks tell something of one of these queries; always the same */
  forLooks(isUseful: (states: readonly QueryState[]) => boolean): WantedQueues {
    return this.#forLooks.read(() => {
      const all = [...this.wanted()].map(
        ([id, states]) => [id, { callers: callersOf(states), isUseful: isUseful(states) }] as const,
      );
      return new Map(all);
    });
  }

  /** The queries of some of them. */
  statesOf(queueIds: readonly string[]): QueryState[] {
    const wanted = this.wanted();
    return queueIds.flatMap((id) => wanted.get(id) ?? []);
  }
}

/** Something that is worked out anew now and then. */
class Kept<T> {
  readonly #clock: Clock;
  #last: { readonly value: T; readonly until: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  read(make: () => T): T {
    const now = this.#clock.now();
    if (this.#last && now < this.#last.until) return this.#last.value;
    const value = make();
    const tookMs = this.#clock.now() - now;
    this.#last = { value, until: now + Math.max(KEPT_MS, KEPT_TIMES * tookMs) };
    return value;
  }
}

/** The names of those who ask for any of these. */
function callersOf(states: readonly QueryState[]): readonly string[] {
  const [only] = states;
  if (only && states.length === 1) return only.askers.map(({ name }) => name);
  return [...new Set(states.flatMap(({ askers }) => askers.map(({ name }) => name)))];
}
