// What this process and the other replicas want of looks together, and on whose account looks go.
import type { QueryState } from '../cache/queries.js';
import type { WantedQueues } from '../genesys/activity/look-turns.js';
import type { Look } from '../genesys/activity/look.js';
import type { LookSharing } from '../replicas/look-sharing.js';
import type { Clock } from '../runtime/clock.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import type { QueuesAskedFor } from './queues-asked-for.js';

/** How long a count of all queues is good for. */
const KEPT_MS = 250;

interface TogetherDependencies {
  readonly clock: Clock;
  readonly cache: ActivityDependencies['cache'];
  readonly queues: QueuesAskedFor;
  readonly sharing: LookSharing;
}

/** The looks that all replicas of one organization want. */
export class LooksTogether {
  readonly #dependencies: TogetherDependencies;
  #counted = { queues: 0, at: -Infinity };

  constructor(dependencies: TogetherDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whether this process makes the looks of all. */
  get isOurs(): boolean {
    const role = this.#dependencies.sharing.role();
    return role === 'leading' || role === 'alone';
  }

  /** Processes that compare looks. */
  get replicas(): number {
    return 1 + this.#dependencies.sharing.others().replicas;
  }

  /** The queues to look at. @param isUseful whether looks tell something of one of these queries */
  forLooks(isUseful: (states: readonly QueryState[]) => boolean): WantedQueues {
    const { queues, sharing } = this.#dependencies;
    const [own, others] = [queues.forLooks(isUseful), sharing.others().queues];
    if (others.size === 0) return own;
    const all = new Map(others);
    for (const [id, queue] of own) {
      const other = others.get(id);
      const callers = other ? [...new Set([...queue.callers, ...other.callers])] : queue.callers;
      all.set(id, { callers, isUseful: queue.isUseful || (other?.isUseful ?? false) });
    }
    return all;
  }

  /**
   * Requests a minute that all want, of whom each counts for itself: those for the same queues count once.
   * @param own those of this process
   */
  perMinute(kind: 'polling' | 'fetches', own: number): number {
    const others = this.#dependencies.sharing.others();
    if (others.replicas === 0) return own;
    const each = this.#dependencies.queues.wanted().size + others.queuesOfEach;
    return each === 0 ? own : ((own + others[kind]) * this.#distinct()) / each;
  }

  /** Whether a look that somebody waits for may go out of turn: others may need what is left. */
  mayHurry(queueIds: readonly string[]): boolean {
    const { cache, queues } = this.#dependencies;
    return cache().mayHurry(queues.statesOf(queueIds), this.#elsewhere(queueIds).flat());
  }

  /** Looks at these have cost so many requests. */
  spent(queueIds: readonly string[], requests: number): void {
    const { cache, queues } = this.#dependencies;
    cache().charge(queues.statesOf(queueIds), requests, this.#elsewhere(queueIds));
  }

  /** Another replica has looked: what it cost for queues that are asked for here is on account of those who ask. */
  spentByOther({ queues: looks, requests }: Look): void {
    const { cache, queues } = this.#dependencies;
    const wanted = queues.wanted();
    const ours = [...looks.keys()].filter((id) => wanted.has(id));
    if (ours.length > 0) cache().charge(queues.statesOf(ours), (requests * ours.length) / looks.size);
  }

  /** Callers of those of these queues that only other replicas are asked for. */
  #elsewhere(queueIds: readonly string[]): ReadonlyArray<readonly string[]> {
    const { queues, sharing } = this.#dependencies;
    const [own, others] = [queues.wanted(), sharing.others().queues];
    return queueIds.flatMap((id) => {
      const callers = own.has(id) ? undefined : others.get(id)?.callers;
      return callers ? [callers] : [];
    });
  }

  #distinct(): number {
    const { clock, queues, sharing } = this.#dependencies;
    const now = clock.now();
    if (now - this.#counted.at < KEPT_MS) return this.#counted.queues;
    const others = sharing.others().queues;
    const more = [...queues.wanted().keys()].filter((id) => !others.has(id)).length;
    this.#counted = { queues: others.size + more, at: now };
    return this.#counted.queues;
  }
}
