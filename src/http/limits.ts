// Counts requests against callers' quotas and failed keys against addresses. The only importer of
// rate-limiter-flexible.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ServiceError } from '../errors.js';
import type { ErrorCode } from '../error-codes.js';
import type { Caller } from '../rules/caller.js';

/** Takes one from what `key` may still use. @throws ServiceError 429 with Retry-After when nothing is left */
export type Limit = (key: string) => Promise<void>;

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

/** The limit on failed keys of one address; 0 a minute turns it off. */
export function failedKeyLimit(perMinute: number): Limit {
  return perMinute > 0
    ? limit(perMinute, 60, 'too_many_failed_keys', 'failed keys from one address')
    : unlimited;
}

/** Each caller's quota, counted in this process. */
export function quotas(callers: readonly Caller[]): (caller: Caller) => Promise<void> {
  const limits = new Map<string, Limit>();
  for (const { name, quota } of callers) {
    if (quota) limits.set(name, limit(quota.requests, quota.perSeconds, 'caller_quota_exceeded', 'requests'));
  }
  return (caller) => (limits.get(caller.name) ?? unlimited)(caller.name);
}
