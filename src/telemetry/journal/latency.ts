// How long Genesys took lately: the page requests of the last minutes, in a ring.
import { z } from 'zod';
import { count, lazily, number, type Written } from '../../domain/fields.js';
import type { Clock } from '../../runtime/clock.js';

/** Requests of a span of time, as far as they are remembered; times are null without one that was answered. */
export const latencySchema = lazily(() =>
  z
    .strictObject({
      requests: count('How many.'),
      failed: count('How many of them failed.'),
      p50Ms: number('Half were answered within this time.').nullable(),
      p95Ms: number('19 of 20 were.').nullable(),
    })
    .describe('Page requests of the last five minutes.'),
);

const SPAN_MS = 300_000;
/** More than a client may ask in SPAN_MS with the usual limit. */
const MOST = 2_000;

interface Seen {
  readonly at: number;
  readonly tookMs: number;
  readonly ok: boolean;
}

/** The page requests of one organization. */
export class LatencyRing {
  readonly #ring: Seen[] = [];
  #next = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param ok whether Genesys answered as it should */
  add(tookMs: number, ok: boolean): void {
    this.#ring[this.#next] = { at: this.#clock.now(), tookMs, ok };
    this.#next = (this.#next + 1) % MOST;
  }

  /** @param spanMs of how many milliseconds, SPAN_MS at most */
  read(spanMs = SPAN_MS): Written<typeof latencySchema> {
    const since = this.#clock.now() - spanMs;
    const seen = this.#ring.filter(({ at }) => at >= since);
    const times = seen.filter(({ ok }) => ok).map(({ tookMs }) => tookMs);
    times.sort((a, b) => a - b);
    const at = (share: number) => {
      const time = times[Math.min(times.length - 1, Math.floor(times.length * share))];
      return time === undefined ? null : Math.round(time);
    };
    return { requests: seen.length, failed: seen.length - times.length, p50Ms: at(0.5), p95Ms: at(0.95) };
  }
}
