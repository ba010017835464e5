// One fetch for all processes: whoever holds the lease of a query fetches, the others wait for what comes of it.
import type { Clock } from '../runtime/clock.js';
import type { Leases } from './leases.js';

/** A fetch that another process may be making already. */
interface SharedFetch<V, R> {
  readonly key: string;
  /** How long another's fetch is waited for, in milliseconds, before this process fetches itself. */
  readonly maxWaitMs: number;
  /** What this process holds under the key; what comes from others is there when it is told of. */
  held(): V | undefined;
  /** What `value`, newer than what was held, gives. @param waited whether it came while we waited */
  resultOf(value: V, waited: boolean): R | undefined;
  fetch(): Promise<R>;
}

/** @throws what `fetch` throws */
export async function singleFetch<V, R>(
  leases: Leases<V>,
  clock: Clock,
  shared: SharedFetch<V, R>,
): Promise<R> {
  const until = clock.now() + shared.maxWaitMs;
  let known = shared.held();
  let evenIfNewer = false;
  for (;;) {
    const claim = await leases.claim(shared.key, known, evenIfNewer);
    if (claim.kind === 'alone') return shared.fetch();
    if (claim.kind === 'ours') {
      try {
        return await shared.fetch();
      } finally {
        claim.release();
      }
    }
    const leftMs = until - clock.now();
    if (claim.kind === 'theirs') {
      if (leftMs <= 0) return shared.fetch();
      await claim.change(leftMs);
    }
    const now = shared.held();
    const result =
      now !== undefined && now !== known ? shared.resultOf(now, claim.kind === 'theirs') : undefined;
    if (result !== undefined) return result;
    // What is there won't do, or can't be read: it is not asked for again.
    if (claim.kind === 'newer') {
      if (evenIfNewer) return shared.fetch();
      evenIfNewer = true;
    }
    known = now;
  }
}
