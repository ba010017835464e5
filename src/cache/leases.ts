// Who of several processes does a piece of work: one at a time, for as long as it lives.

/** What came of asking for the work under a key. */
export type Claim =
  /** It is ours until `release`; others are told then, so that nobody waits for what has failed. */
  | { readonly kind: 'ours'; readonly release: () => void }
  /** Its result is there already, newer than what is held here. */
  | { readonly kind: 'newer' }
  /** Another process is at it: `change` resolves when it says something, or ought to have, or after `ms`. */
  | { readonly kind: 'theirs'; readonly change: (ms: number) => Promise<void> }
  /** Nobody else is to be heard of. */
  | { readonly kind: 'alone' };

/** Hands out work by key. Never rejects. */
export interface Leases<V> {
  /**
   * @param held the value under the key that is held here already
   * @param anyway don't say `newer`: what is there won't do
   */
  claim(key: string, held: V | undefined, anyway?: boolean): Promise<Claim>;
}

/** A process on its own needs to ask nobody. */
export const alone: Leases<unknown> = { claim: () => Promise.resolve({ kind: 'alone' }) };
