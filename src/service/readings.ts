// What stands in gauges and on the status page when somebody looks: tokens, memory, and whom queries count.
import type { Organization } from '../http/dependencies.js';
import type { QueryRecord } from '../telemetry/journal/query-record.js';
import type { Clock } from '../runtime/clock.js';
import type { Memory } from '../runtime/memory.js';
import type { TokenReading } from '../telemetry/metrics.js';
import type { PushReading } from '../telemetry/push-metrics.js';
import type { Semaphore } from '../cache/semaphore.js';
import type { Fill } from '../cache/store.js';

type Organizations = ReadonlyMap<string, Organization>;

/** How the tokens stand when somebody looks. */
export function tokenReadings(organizations: Organizations, clock: Clock): () => TokenReading[] {
  return () =>
    [...organizations.values()].map(({ name, tokens }) => {
      const all = tokens();
      const latest = Math.max(...all.map(({ expiresAt }) => expiresAt ?? -Infinity));
      const generation = all.reduce((sum, token) => sum + token.generation, 0);
      return { organization: name, expiresInSeconds: Math.max(0, (latest - clock.now()) / 1000), generation };
    });
}

/** How push stands when somebody looks. */
export function pushReadings(organizations: Organizations): () => PushReading[] {
  return () =>
    [...organizations.values()].flatMap(({ name, push }) => {
      const health = push();
      if (health.status === 'off') return [];
      const { status, topics, distrusted } = health;
      const live = status === 'live' || status === 'following';
      return { organization: name, live, topics, distrusted: distrusted.length };
    });
}

/** How much is held and under way when somebody looks, by the names of metrics and `/status`. */
export function memoryReadings(
  kept: Memory,
  store: { fill(): Fill },
  fetches: readonly Semaphore[],
  organizations: Organizations,
) {
  return () => {
    const { entries, bytes, evicted } = store.fill();
    return {
      snapshots: entries,
      snapshotBytes: bytes,
      snapshotsEvicted: evicted,
      keptBytes: kept.bytes,
      keptBytesLimit: kept.limit,
      walksUnderWay: fetches.reduce((sum, { inside }) => sum + inside, 0),
      walksWaiting: fetches.reduce((sum, { waiting }) => sum + waiting, 0),
      // Counted when it is read: each gauge reads one of these, and this one looks at every query.
      get warmQueries() {
        return [...organizations.values()].reduce((sum, { budget }) => sum + budget().warmQueries, 0);
      },
    };
  };
}

/** How many agents a query counts now; null when nothing is held for it. */
export function countsIn(organizations: Organizations) {
  return ({ organization, query }: QueryRecord): number | null =>
    organizations.get(organization)?.snapshots.look(query).snapshot?.members.length ?? null;
}
