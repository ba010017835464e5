// Which of several processes does a piece of work: one at a time, as long as it is alive.

/** The answer to a claim of the work under a key. */
export type Claim =
  /** This process does it until `release`, which also wakes the processes that wait. */
  | { readonly kind: 'ours'; readonly release: () => void }
  /** The result is there already, and newer than the value that was given. */
  | { readonly kind: 'newer' }
  /** Another process does it: `change` resolves when it ends, when its lease runs out, or after `ms`. */
  | { readonly kind: 'theirs'; readonly change: (ms: number) => Promise<void> }
  /** There are no other processes, or Redis can't be reached. */
  | { readonly kind: 'alone' };

/** Hands out work by key. Never rejects. */
export interface Leases<V> {
  /**
   * @param held the value under the key in this process
   * @param evenIfNewer don't answer `newer`: what is there was looked at, and is too old
   */
  claim(key: string, held: V | undefined, evenIfNewer?: boolean): Promise<Claim>;
}

/** For a process on its own. */
export const alone: Leases<unknown> = { claim: () => Promise.resolve({ kind: 'alone' }) };
