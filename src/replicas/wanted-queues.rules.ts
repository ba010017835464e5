// Which queues all replicas together want to hear of, and when one has to tell the others what it wants.

/** As many queues as one replica tells of: those that fit into one channel of Genesys's. */
export const MOST_WANTED = 500;

/** Milliseconds after which what a replica wants is told again, and after which it is forgotten. */
export const TELL_WANTED_EVERY_MS = 5_000;
export const FORGET_WANTED_AFTER_MS = 15_000;

/** All queues of `lists`, each the most wanted first: first the first of each list, then the second of each. */
export function mergeWanted(lists: ReadonlyArray<readonly string[]>): string[] {
  const merged = new Set<string>();
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  for (let rank = 0; rank < longest; rank++)
    for (const list of lists) {
      const id = list[rank];
      if (id !== undefined) merged.add(id);
    }
  return [...merged];
}

/** What was told of what is wanted, and when. */
export interface PublishedWanted {
  readonly ids: readonly string[];
  /** Monotonic milliseconds. */
  readonly at: number;
}

/**
 * Whether it is time to tell what is wanted: at once if something is new, with the next repetition if something is
 * less wanted than before. @param now monotonic milliseconds
 */
export function mustPublishWanted(
  published: PublishedWanted | undefined,
  wanted: readonly string[],
  now: number,
): boolean {
  if (!published || now - published.at >= TELL_WANTED_EVERY_MS) return true;
  const known = new Set(published.ids);
  return wanted.some((id) => !known.has(id));
}
