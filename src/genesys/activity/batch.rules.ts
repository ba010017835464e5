// Which queues one look asks for: each caller's in turn, so that who asks for many makes nobody else's older.

/** A queue with those who ask for it, and when a look at it is due: monotonic milliseconds. */
export interface Due {
  readonly id: string;
  readonly callers: readonly string[];
  readonly at: number;
}

/** A batch, and when it is due. */
interface LookBatch {
  readonly ids: readonly string[];
  readonly at: number;
}

/** Where it doesn't matter who asks. */
const NOBODY: readonly string[] = [''];

/**
 * At most `size` queues: of those that are due the callers choose in turn, each what has been due for longest. What
 * would be due within `alongMs` fills the rest: one request costs the same.
 */
export function fairBatch(
  dues: readonly Due[],
  { now, size, alongMs }: { readonly now: number; readonly size: number; readonly alongMs: number },
): LookBatch | undefined {
  const ordered = dues.toSorted((one, other) => one.at - other.at);
  const [first] = ordered;
  if (!first) return undefined;
  const from = Math.max(first.at, now);
  const soon = ordered.filter(({ at }) => at <= from + alongMs);
  if (soon.length <= size) return { ids: soon.map(({ id }) => id), at: first.at };
  const due = soon.filter(({ at }) => at <= from);
  const ids = new Set(due.length <= size ? due.map(({ id }) => id) : inTurn(due, size));
  for (const { id } of soon) {
    if (ids.size >= size) break;
    ids.add(id);
  }
  return { ids: [...ids], at: first.at };
}

/** Ids of `size` of them, each caller choosing one after the other. */
function inTurn(due: readonly Due[], size: number): ReadonlySet<string> {
  const byCaller = new Map<string, string[]>();
  for (const { id, callers } of due)
    for (const caller of callers.length > 0 ? callers : NOBODY) {
      const own = byCaller.get(caller);
      if (own) own.push(id);
      else byCaller.set(caller, [id]);
    }
  const ids = new Set<string>();
  const turns = [...byCaller.values()].map((own) => own.values());
  while (ids.size < size && turns.length > 0)
    for (let index = 0; index < turns.length && ids.size < size; index += 1) {
      const next = nextNew(turns[index] as Iterator<string>, ids);
      if (next === undefined) turns.splice(index--, 1);
      else ids.add(next);
    }
  return ids;
}

function nextNew(own: Iterator<string>, chosen: ReadonlySet<string>): string | undefined {
  for (let next = own.next(); !next.done; next = own.next()) if (!chosen.has(next.value)) return next.value;
  return undefined;
}
