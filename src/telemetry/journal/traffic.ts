// What an organization's traffic was over the last half hour, one point each ten seconds: answers, their age, Genesys.
import type { Served } from '../../domain/model.js';
import type { TrafficHistory } from '../../domain/traffic.js';
import { HISTORY_POINTS, HISTORY_STEP_MS } from './query-record.js';

/** What Genesys Cloud did in one step; times in milliseconds. */
interface Upstream {
  readonly requests: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** The columns that are counted here, for each answer: cheap. */
const KINDS = { hit: 'hits', miss: 'misses', collapsed: 'misses', stale: 'stale' } as const;

/** One organization. */
export class Traffic {
  readonly #history = {
    hits: [] as number[],
    misses: [] as number[],
    stale: [] as number[],
    failed: [] as number[],
    oldestMs: [] as Array<number | null>,
    requests: [] as number[],
    p50Ms: [] as Array<number | null>,
    p95Ms: [] as Array<number | null>,
  };
  #now = { hits: 0, misses: 0, stale: 0, failed: 0 };
  #oldestMs = -1;

  /** @param via how the count was had; absent where there was none @param ageMs its age, in milliseconds */
  answered(via: Served['via'] | undefined, ageMs: number): void {
    if (via === undefined) {
      this.#now.failed += 1;
      return;
    }
    this.#now[KINDS[via]] += 1;
    if (ageMs > this.#oldestMs) this.#oldestMs = ageMs;
  }

  /** Ends the step. */
  note({ requests, p50Ms, p95Ms }: Upstream): void {
    const oldestMs = this.#oldestMs < 0 ? null : Math.round(this.#oldestMs);
    const step = { ...this.#now, oldestMs, requests, p50Ms, p95Ms };
    for (const [name, value] of Object.entries(step)) {
      const column: Array<number | null> = this.#history[name as keyof typeof step];
      column.push(value);
      if (column.length > HISTORY_POINTS) column.shift();
    }
    this.#now = { hits: 0, misses: 0, stale: 0, failed: 0 };
    this.#oldestMs = -1;
  }

  read(): TrafficHistory {
    return { stepMs: HISTORY_STEP_MS, ...this.#history };
  }
}
