// Counts agents over several queues, each once: in slices where there are so many that it would hold others up.
import type { Snapshot } from '../domain/model.js';
import { Slices } from '../runtime/slices.js';

type Members = Snapshot['members'];

/** Members in all that are counted in a few milliseconds. */
const FEW = 10_000;

/** By the first list; what is counted must not keep lists that are otherwise gone. */
const known = new WeakMap<
  Members,
  { readonly lists: ReadonlyArray<WeakRef<Members>>; readonly count: number }
>();

const sizeOf = (lists: readonly Members[]) => lists.reduce((sum, { length }) => sum + length, 0);

function knownCount(lists: readonly Members[]): number | undefined {
  const found = lists[0] && known.get(lists[0]);
  const isSame =
    found?.lists.length === lists.length && found.lists.every((one, n) => one.deref() === lists[n]);
  return isSame ? found.count : undefined;
}

/** Whether `distinctAgents` has the number at once. */
export const isCountedAtOnce = (lists: readonly Members[]): boolean =>
  sizeOf(lists) <= FEW || knownCount(lists) !== undefined;

/** Agents in any of `lists`; of many, `countAgents` should have counted them before. */
export const distinctAgents = (lists: readonly Members[]): number =>
  knownCount(lists) ?? new Set(lists.flatMap((members) => members.map(({ userId }) => userId))).size;

/** The same in slices; it is known to `distinctAgents` from then on. */
export async function countAgents(lists: readonly Members[], slices = new Slices()): Promise<number> {
  if (isCountedAtOnce(lists)) return distinctAgents(lists);
  const agents = new Set<string>();
  for (const members of lists) await slices.map(members, ({ userId }) => void agents.add(userId));
  const [first] = lists;
  if (first) known.set(first, { lists: lists.map((one) => new WeakRef(one)), count: agents.size });
  return agents.size;
}
