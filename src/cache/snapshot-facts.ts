// What a decision log says of a snapshot: a name, and its members by presence and routing status.
import { createHash } from 'node:crypto';
import type { Snapshot } from '../domain/model.js';
import { readEntity } from './entity.js';

/** A member as people know it; null for what its entity does not tell. */
interface Agent {
  readonly name: string;
  readonly presence: string | null;
  readonly routingStatus: string | null;
}

/** Facts without anything about single agents. */
interface SnapshotFacts {
  /** The same in every replica that holds the snapshot. */
  readonly id: string;
  /** Members by system presence; `unknown` for those whose entity does not tell (no `expand` asked for it). */
  readonly presences: Readonly<Record<string, number>>;
  readonly routingStatuses: Readonly<Record<string, number>>;
}

const known = new WeakMap<Snapshot, SnapshotFacts>();

/** The facts of `snapshot`, worked out when they are first asked for. */
export function factsOf(snapshot: Snapshot): SnapshotFacts {
  const ready = known.get(snapshot);
  if (ready) return ready;
  const entities = snapshot.members.map(readEntity);
  const facts = {
    id: idOf(snapshot),
    presences: tally(entities.map(({ presence }) => presence)),
    routingStatuses: tally(entities.map(({ routingStatus }) => routingStatus)),
  };
  known.set(snapshot, facts);
  return facts;
}

function idOf({ asOf, correlationIds, members }: Snapshot): string {
  const hash = createHash('sha256').update(JSON.stringify([asOf, correlationIds]));
  for (const { id } of members) hash.update(id);
  return hash.digest('hex').slice(0, 16);
}

/** The first `most` members by name; those that came without an entity have none. */
export function agentsOf({ members }: Snapshot, most: number): Agent[] {
  return members.slice(0, most).flatMap((member) => {
    const { name, presence = null, routingStatus = null } = readEntity(member);
    return name === undefined ? [] : [{ name, presence, routingStatus }];
  });
}

function tally(names: ReadonlyArray<string | undefined>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names.map((one) => one ?? 'unknown')) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
