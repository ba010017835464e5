// Answers from memory while that is fresh, loads once for any number of callers when it isn't, and never
// lets a caller wait past the deadline.
import { within, type Clock } from '../runtime/clock.js';
import type { Store } from '../store/store.js';
import type { MemberQuery, Served, Snapshot, SnapshotSource } from '../model.js';
import { ServiceError } from '../errors.js';
import { cacheKey, withoutView, type Scope } from '../rules/cache-key.js';
import { judge } from '../rules/freshness.js';

/** Milliseconds. */
export interface CacheSettings {
  readonly freshFor: number;
  /** How long a caller waits for a load at most; 0 means as long as the load takes. */
  readonly deadline: number;
}

/** A lookup, and a load if that was needed, shared by all who ask meanwhile. */
interface Flight {
  readonly startedAt: number;
  readonly result: Promise<{ snapshot: Snapshot; via: 'hit' | 'miss' }>;
}

/**
 * A SnapshotSource that keeps what `source` loads in `store`. A caller that leaves doesn't end a load: it
 * goes on behind and its result is kept.
 */
export function cached(
  source: SnapshotSource,
  store: Store<Snapshot>,
  scope: Scope,
  settings: CacheSettings,
  clock: Clock,
): SnapshotSource {
  const flights = new Map<string, Flight>();
  const keep = keepNewest(store, settings.freshFor);

  /** The lookup happens inside the shared promise, so nobody loads twice in the gap behind it. */
  async function lookUpOrLoad(key: string, query: MemberQuery): Flight['result'] {
    const held = await store.get(key);
    const age = held && clock.now() - held.takenAt;
    if (held && judge(age, settings.freshFor) === 'answer') return { snapshot: held, via: 'hit' };
    const viewed = { ...query, view: query.view ?? { expand: [] } };
    const { snapshot } = await source.get(viewed);
    await keep(cacheKey(scope, viewed), snapshot);
    await keep(cacheKey(scope, withoutView(query)), snapshot);
    return { snapshot, via: 'miss' };
  }

  function depart(key: string, query: MemberQuery): Flight {
    const flight: Flight = { startedAt: clock.now(), result: lookUpOrLoad(key, query) };
    flights.set(key, flight);
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.result.then(land, land);
    return flight;
  }

  /** The flight under way, unless it is past its deadline: what hangs is not joined again. */
  function underWay(key: string): Flight | undefined {
    const flight = flights.get(key);
    if (!flight || (settings.deadline > 0 && clock.now() - flight.startedAt >= settings.deadline))
      return undefined;
    return flight;
  }

  return {
    async get(query: MemberQuery): Promise<Served> {
      const key = cacheKey(scope, query);
      const joined = underWay(key);
      const flight = joined ?? depart(key, query);
      const { deadline } = settings;
      const result =
        deadline > 0 ? within(flight.result, deadline, clock, () => deadlinePassed(deadline)) : flight.result;
      const { snapshot, via } = await result;
      const ageMs = clock.now() - snapshot.takenAt;
      return {
        snapshot,
        ageMs,
        ttlMs: settings.freshFor - ageMs,
        via: joined && via === 'miss' ? 'collapsed' : via,
      };
    },
  };
}

/** Puts a snapshot into `store` for `keepForMs`, unless a newer one is there. */
function keepNewest(store: Store<Snapshot>, keepForMs: number) {
  /** The last write under way of each key. */
  const writes = new Map<string, Promise<void>>();

  /** A load that began earlier but ended later must not replace what is newer. */
  async function replaceOlder(key: string, snapshot: Snapshot): Promise<void> {
    const held = await store.get(key);
    if (!held || held.takenAt <= snapshot.takenAt) await store.set(key, snapshot, keepForMs);
  }

  /** Look and write are one step: two loads of a key that end together take turns. */
  return (key: string, snapshot: Snapshot): Promise<void> => {
    const write = (writes.get(key) ?? Promise.resolve()).then(() => replaceOlder(key, snapshot));
    const turn = write
      .catch(() => undefined)
      .then(() => {
        if (writes.get(key) === turn) writes.delete(key);
      });
    writes.set(key, turn);
    return write;
  };
}

function deadlinePassed(ms: number): ServiceError {
  return new ServiceError('genesys_timeout', {
    detail: `There was no answer within ${ms} ms.`,
    retryAfterSeconds: 1,
  });
}
