// What a decision log says of a snapshot: a name, and its members by presence and routing status.
import { createHash } from 'node:crypto';
import type { Snapshot } from '../domain/model.js';
import { Slices } from '../runtime/slices.js';
import { readEntity, type EntityFacts } from './entity.js';

/** A member as people know it; null for what its entity does not tell. */
interface Agent {
  readonly name: string;
  readonly presence: string | null;
  readonly routingStatus: string | null;
}

/** How many members are what; nothing about single agents. */
interface MemberTallies {
  /** Members by system presence; `unknown` for those whose entity does not tell (no `expand` asked for it). */
  readonly presences: Readonly<Record<string, number>>;
  readonly routingStatuses: Readonly<Record<string, number>>;
}

interface SnapshotFacts extends MemberTallies {
  /** The same in every replica that holds the snapshot. */
  readonly id: string;
}

/** By members: a snapshot that was confirmed has the same ones. */
const tallies = new WeakMap<Snapshot['members'], MemberTallies>();
const known = new WeakMap<Snapshot, SnapshotFacts>();

/** The facts of `snapshot`, worked out when they are first asked for. */
export function factsOf(snapshot: Snapshot): SnapshotFacts {
  const ready = known.get(snapshot);
  if (ready) return ready;
  const facts = { id: idOf(snapshot), ...talliesOf(snapshot) };
  known.set(snapshot, facts);
  return facts;
}

/** The part of the facts that doesn't name the snapshot. */
export const talliesOf = ({ members }: Snapshot): MemberTallies =>
  tallies.get(members) ?? keep(members, members.map(readEntity));

/** Whether these members are counted, so that the facts cost nothing more. */
export const areFactsPrepared = (members: Snapshot['members']): boolean => tallies.has(members);

/** Counts the members of `snapshot` in slices, so that whoever asks for its facts later has them at once. */
export async function prepareFacts({ members }: Snapshot): Promise<void> {
  if (areFactsPrepared(members)) return;
  keep(members, await new Slices().map(members, readEntity));
}

function keep(members: Snapshot['members'], entities: readonly EntityFacts[]): MemberTallies {
  const counted = {
    presences: tally(entities.map(({ presence }) => presence)),
    routingStatuses: tally(entities.map(({ routingStatus }) => routingStatus)),
  };
  tallies.set(members, counted);
  return counted;
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
