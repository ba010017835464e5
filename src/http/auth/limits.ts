// Counts requests against callers' quotas. The only importer of rate-limiter-flexible.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ServiceError } from '../../domain/errors.js';
import type { ErrorCode } from '../../domain/error-codes.js';
import type { Caller, Quota } from '../../domain/caller.rules.js';

/** Takes one from what `key` may still use. @throws ServiceError 429 with Retry-After when nothing is left */
type Limit = (key: string) => Promise<void>;

function limit(points: number, seconds: number, code: ErrorCode, what: string): Limit {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return async (key) => {
    try {
      await limiter.consume(key);
    } catch (fault) {
      if (!(fault instanceof RateLimiterRes)) throw fault;
      throw new ServiceError(code, {
        detail: `${points} ${what} in ${seconds} s are used up.`,
        retryAfterSeconds: Math.ceil(fault.msBeforeNext / 1000),
      });
    }
  };
}

const unlimited: Limit = () => Promise.resolve();

/** Each caller's quota, counted in this process; the count begins anew when the caller's quota changes. */
export function quotas(): (caller: Caller) => Promise<void> {
  const limits = new Map<string, Quota & { readonly take: Limit }>();
  return ({ name, quota }) => {
    if (!quota) return unlimited(name);
    const { requests, perSeconds } = quota;
    let known = limits.get(name);
    if (known?.requests !== requests || known.perSeconds !== perSeconds) {
      known = { ...quota, take: limit(requests, perSeconds, 'caller_quota_exceeded', 'requests') };
      limits.set(name, known);
    }
    return known.take(name);
  };
}
