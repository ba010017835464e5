// Counts requests against callers' quotas. The only importer of rate-limiter-flexible.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ServiceError } from '../../domain/errors.js';
import type { ErrorCode } from '../../domain/error-codes.js';
import type { Caller, Quota } from '../../domain/caller.rules.js';

/** Takes so many of what `key` may still use, or none. @throws ServiceError 429 with Retry-After when less is left */
type Limit = (key: string, points?: number) => Promise<void>;

function limit(points: number, seconds: number, code: ErrorCode, what: string): Limit {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  const usedUp = (msBeforeNext: number) =>
    new ServiceError(code, {
      detail: `${points} ${what} in ${seconds} s are used up.`,
      retryAfterSeconds: Math.ceil(msBeforeNext / 1000),
    });
  return async (key, taken = 1) => {
    // What is refused is not counted: a large question must not use up what is left for small ones.
    const now = taken > 1 ? await limiter.get(key) : null;
    if (taken > (now?.remainingPoints ?? points)) throw usedUp(now?.msBeforeNext ?? seconds * 1000);
    try {
      await limiter.consume(key, taken);
    } catch (fault) {
      if (!(fault instanceof RateLimiterRes)) throw fault;
      throw usedUp(fault.msBeforeNext);
    }
  };
}

const unlimited: Limit = () => Promise.resolve();

/**
 * Each caller's quota, counted in this process; the count begins anew when the caller's quota changes. A question for
 * several queues counts as so many requests.
 */
export function quotas(): (caller: Caller, requests?: number) => Promise<void> {
  const limits = new Map<string, Quota & { readonly take: Limit }>();
  return ({ name, quota }, taken = 1) => {
    if (!quota) return unlimited(name);
    const { requests, perSeconds } = quota;
    let known = limits.get(name);
    if (known?.requests !== requests || known.perSeconds !== perSeconds) {
      known = { ...quota, take: limit(requests, perSeconds, 'caller_quota_exceeded', 'requests') };
      limits.set(name, known);
    }
    return known.take(name, taken);
  };
}
