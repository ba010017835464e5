// Who wants what of the rate limit: the queries of each caller, and the requests that keep them fresh.
import type { ChangeFeed } from './change-feed.js';
import type { LiveQueries, QueryState } from './queries.js';
import { refreshDue } from './warmth.rules.js';

export interface CensusDependencies {
  readonly queries: LiveQueries;
  /** Milliseconds. */
  readonly settings: { readonly freshFor: number; readonly keepWarmFor: number };
  readonly changeFeed: Pick<ChangeFeed, 'policyOf'>;
}

/** Who wants what, as of a moment. */
interface Count {
  readonly at: number;
  readonly queries: number;
  readonly failing: number;
  /** Requests a minute by caller. */
  readonly wanted: ReadonlyMap<string, number>;
  /** Queries by caller, and those of them that were loaded. */
  readonly askedOf: ReadonlyMap<string, number>;
  readonly queriesOf: ReadonlyMap<string, number>;
}

const MINUTE_MS = 60_000;
/** It looks at every query: once a second is enough. */
const LASTS_MS = 1_000;

/** The census of one organization's queries; moments are monotonic milliseconds. */
export class Census {
  readonly #dependencies: CensusDependencies;
  #last: Count = {
    at: -Infinity,
    queries: 0,
    failing: 0,
    wanted: new Map(),
    askedOf: new Map(),
    queriesOf: new Map(),
  };

  constructor(dependencies: CensusDependencies) {
    this.#dependencies = dependencies;
  }

  /** Since when a query must have been asked for to count. */
  since(now: number): number {
    return now - Math.max(this.#dependencies.settings.keepWarmFor, MINUTE_MS);
  }

  /** As of now, or of less than a second ago. */
  of(now: number): Count {
    if (now - this.#last.at < LASTS_MS) return this.#last;
    const since = this.since(now);
    const wanted = new Map<string, number>();
    const [askedOf, queriesOf] = [new Map<string, number>(), new Map<string, number>()];
    let [queries, failing] = [0, 0];
    for (const state of this.#dependencies.queries.warm(since)) {
      const wants = state.refusal ? 0 : this.#wantedBy(state);
      for (const { name, at } of state.askers) {
        if (at < since) continue;
        wanted.set(name, (wanted.get(name) ?? 0) + wants);
        if (!state.refusal) askedOf.set(name, (askedOf.get(name) ?? 0) + 1);
        if (state.takenAt !== undefined) queriesOf.set(name, (queriesOf.get(name) ?? 0) + 1);
      }
      if (state.refusal) continue;
      queries += 1;
      if (state.failures > 0) failing += 1;
    }
    this.#last = { at: now, queries, failing, wanted, askedOf, queriesOf };
    return this.#last;
  }

  /** Requests a minute that keep a query as fresh as promised. */
  #wantedBy({ query, takenAt, tookMs, pages }: QueryState): number {
    const { settings, changeFeed } = this.#dependencies;
    if (settings.freshFor === 0 || settings.keepWarmFor === 0 || takenAt === undefined) return 0;
    const { staleFrom } = changeFeed.policyOf(query, takenAt);
    return (pages * MINUTE_MS) / Math.max(1, refreshDue(0, tookMs, staleFrom));
  }
}
