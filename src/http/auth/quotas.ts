// Counts requests against callers' quotas: at once, so that a hit needs no promise for it.
import type { Clock } from '../../runtime/clock.js';
import { ServiceError } from '../../domain/errors.js';
import type { Caller, Quota } from '../../domain/caller.rules.js';

/** A window that began with the first request in it. */
interface QuotaWindow {
  readonly quota: Quota;
  /** Monotonic milliseconds. */
  readonly endsAt: number;
  taken: number;
}

/**
 * The quotas of all callers, counted in this process; a count begins anew when the caller's quota changes. A question
 * for several queues counts as so many requests, and one that is refused as none: a large one must not use up what is
 * left for small ones.
 */
export class CallerQuotas {
  readonly #clock: Pick<Clock, 'now'>;
  /** By the caller's name, so that it goes on when keys change. */
  readonly #windows = new Map<string, QuotaWindow>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Takes so many requests of what `caller` may still make. @returns whether there were so many */
  take({ name, quota }: Pick<Caller, 'name' | 'quota'>, requests = 1): boolean {
    if (!quota) return true;
    const window = this.#window(name, quota);
    if (window.taken + requests > quota.requests) return false;
    window.taken += requests;
    return true;
  }

  /** As `take`. @throws ServiceError 429 `caller_quota_exceeded` with the seconds until the window's end */
  require(caller: Pick<Caller, 'name' | 'quota'>, requests = 1): void {
    const { name, quota } = caller;
    if (!quota || this.take(caller, requests)) return;
    const leftMs = this.#window(name, quota).endsAt - this.#clock.now();
    throw new ServiceError('caller_quota_exceeded', {
      detail: `${quota.requests} requests in ${quota.perSeconds} s are used up.`,
      retryAfterSeconds: Math.ceil(leftMs / 1000),
    });
  }

  #window(name: string, quota: Quota): QuotaWindow {
    const now = this.#clock.now();
    const known = this.#windows.get(name);
    if (known && known.endsAt > now && isSame(known.quota, quota)) return known;
    const window = { quota, endsAt: now + quota.perSeconds * 1000, taken: 0 };
    this.#windows.set(name, window);
    return window;
  }
}

const isSame = (one: Quota, other: Quota) =>
  one.requests === other.requests && one.perSeconds === other.perSeconds;
