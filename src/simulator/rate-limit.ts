// Genesys's limit for client-credentials tokens: so many requests in a window of one minute.
import type { Clock } from '../runtime/clock.js';
import type { IssuedToken } from './tokens.js';
import type { RateLimitSpec } from './options.js';

/** A window opens with its first request and lasts this long. */
export const WINDOW_MS = 60_000;

/** Where a request stands in its window. */
export interface Standing {
  /** Requests of the window so far, this one and refused ones included. */
  readonly count: number;
  readonly allowed: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly reset: number;
}

interface Window {
  readonly start: number;
  count: number;
}

/** Counts requests in fixed windows, for each token or each client. */
export class RateLimiter {
  readonly #limit: RateLimitSpec | false;
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock, limit: RateLimitSpec | false) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Counts a request; undefined when there is no limit. It is over the limit when count > allowed. */
  count(token: IssuedToken): Standing | undefined {
    if (!this.#limit) return undefined;
    const now = this.#clock.now();
    const key = this.#limit.per === 'client' ? token.client.id : token.value;
    let window = this.#windows.get(key);
    if (!window || now >= window.start + WINDOW_MS) {
      window = { start: now, count: 0 };
      this.#windows.set(key, window);
    }
    window.count += 1;
    return {
      count: window.count,
      allowed: this.#limit.perMinute,
      reset: Math.max(1, Math.ceil((window.start + WINDOW_MS - now) / 1000)),
    };
  }
}

/** The headers that tell a caller where it stands. */
export function standingHeaders(standing: Standing | undefined): Record<string, string> {
  if (!standing) return {};
  return {
    'inin-ratelimit-count': String(standing.count),
    'inin-ratelimit-allowed': String(standing.allowed),
    'inin-ratelimit-reset': String(standing.reset),
  };
}
