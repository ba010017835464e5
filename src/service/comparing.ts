// Fetches that are made only to hold them against looks: for ever, at a low rate.
import { readEntity } from '../cache/entity.js';
import type { QueryState } from '../cache/queries.js';
import type { Member } from '../domain/model.js';
import type { FetchedMember } from '../genesys/activity/comparison.rules.js';
import { comparingEvery } from '../genesys/activity/pace.rules.js';
import { isDecidable } from '../genesys/activity/selection.rules.js';
import type { TrustLedger } from '../genesys/activity/trust-ledger.js';
import { RECHECK_MS } from '../genesys/activity/trust.rules.js';
import { spendable } from '../genesys/budget.rules.js';
import type { ActivityDependencies } from './activity-dependencies.js';

export class Comparing {
  readonly #parts: Pick<ActivityDependencies, 'clock' | 'budget' | 'cache'>;
  readonly #ledger: TrustLedger;
  /** By queue in doubt, when it is to be fetched once more. */
  readonly #rechecks = new Map<string, number>();
  readonly #triedAt = new Map<string, number>();
  #comparedAt = -Infinity;

  constructor(parts: Pick<ActivityDependencies, 'clock' | 'budget' | 'cache'>, ledger: TrustLedger) {
    this.#parts = parts;
    this.#ledger = ledger;
  }

  /** A look and a fetch disagree about this queue. */
  doubt(queueId: string): void {
    this.#rechecks.set(queueId, this.#parts.clock.now() + RECHECK_MS);
  }

  /**
   * Fetches one queue: one in doubt, or the one that was not compared for the longest time.
   * @param replicas processes that do so in turns
   */
  round(wanted: ReadonlyMap<string, QueryState[]>, replicas: number): void {
    const { clock, budget, cache } = this.#parts;
    const now = clock.now();
    const doubtful = [...this.#rechecks].find(([, at]) => at <= now)?.[0];
    const isTurn = now - this.#comparedAt >= replicas * comparingEvery(spendable(budget.window()));
    if (doubtful === undefined && !isTurn) return;
    const { looked } = cache();
    const ids = [...wanted.keys()].filter((id) => looked.latest(id) !== undefined);
    const triedAt = (queueId: string) => this.#triedAt.get(queueId) ?? -Infinity;
    const id = doubtful ?? this.#ledger.leastChecked(ids, now, triedAt);
    for (const known of this.#triedAt.keys()) if (!wanted.has(known)) this.#triedAt.delete(known);
    if (id === undefined) return;
    this.#triedAt.set(id, now);
    this.#rechecks.delete(id);
    this.#comparedAt = now;
    const state = wanted.get(id)?.find(({ query }) => isDecidable(query.filters));
    if (state) cache().refetch(state);
  }
}

/** A member as comparisons see it; its text is read only where it matters. */
export function fetchedMember(member: Member): FetchedMember {
  return {
    userId: member.userId,
    get joined() {
      return readEntity(member).joined;
    },
    get presence() {
      return readEntity(member).presence ?? '';
    },
  };
}
