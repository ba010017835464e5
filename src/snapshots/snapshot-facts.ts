// What a decision log says of a snapshot: a name, and its members by presence and routing status.
import { createHash } from 'node:crypto';
import type { Member, Snapshot } from '../model.js';

/** A member as people know it; null for what its entity does not tell. */
export interface Agent {
  readonly name: string;
  readonly presence: string | null;
  readonly routingStatus: string | null;
}

/** Facts without anything about single agents. */
export interface SnapshotFacts {
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
  const entities = snapshot.members.map(parse);
  const facts = {
    id: idOf(snapshot),
    presences: tally(entities.map(presenceOf)),
    routingStatuses: tally(entities.map(routingStatusOf)),
  };
  known.set(snapshot, facts);
  return facts;
}

function idOf({ asOf, correlationIds, members }: Snapshot): string {
  const hash = createHash('sha256').update(JSON.stringify([asOf, correlationIds]));
  for (const { id } of members) hash.update(id);
  return hash.digest('hex').slice(0, 16);
}

/** Source: SDK 262, `QueueMember`; where `expand` was not asked for, the fields are missing. */
interface Entity {
  readonly name?: unknown;
  readonly user?: {
    readonly name?: unknown;
    readonly presence?: { readonly presenceDefinition?: { readonly systemPresence?: unknown } };
    readonly routingStatus?: { readonly status?: unknown };
  };
  readonly routingStatus?: { readonly status?: unknown };
}

/** The first `most` members by name; those that came without an entity have none. */
export function agentsOf({ members }: Snapshot, most: number): Agent[] {
  return members.slice(0, most).flatMap((member) => {
    const entity = parse(member);
    const name = textOf(entity?.name) ?? textOf(entity?.user?.name);
    if (name === null) return [];
    const [presence, routingStatus] = [textOf(presenceOf(entity)), textOf(routingStatusOf(entity))];
    return [{ name, presence, routingStatus }];
  });
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

function parse({ json }: Member): Entity | null {
  // A replica that was told only of counts has no texts.
  return json === '' ? null : (JSON.parse(json) as Entity | null);
}

const presenceOf = (entity: Entity | null) => entity?.user?.presence?.presenceDefinition?.systemPresence;
const routingStatusOf = (entity: Entity | null) =>
  entity?.routingStatus?.status ?? entity?.user?.routingStatus?.status;

function tally(values: readonly unknown[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    const name = typeof value === 'string' ? value : 'unknown';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
