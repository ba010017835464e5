// How it stands with looks at many queues, for people who watch the service.
import type { ComparisonCounts } from './trust-ledger.js';

/** How looks of one organization stand; times are milliseconds. */
export interface ActivityHealth {
  /**
   * `off` by the settings; `resting`: polling alone keeps the promise, or nothing is asked for; `looking`; `forbidden`:
   * the permission is missing; `unavailable`: looks fail otherwise; `distrusted`: they don't tell what the members
   * endpoint tells.
   */
  readonly status: 'off' | 'resting' | 'looking' | 'forbidden' | 'unavailable' | 'distrusted';
  /** Who looks: this replica for itself, or for all; another one; or for a moment nobody. */
  readonly role: 'alone' | 'leading' | 'following' | 'seeking';
  /** Between two looks at the same queue. */
  readonly intervalMs: number;
  /** Queues in one request at most. */
  readonly batchSize: number;
  /** Of looks, at the present pace; 0 while they rest. */
  readonly requestsPerMinute: number;
  readonly queues: { readonly trusted: number; readonly distrusted: number; readonly truncated: number };
  /** With what the members endpoint told, since the start, by what they came to. */
  readonly comparisons: ComparisonCounts;
  /** Since the last look was answered; absent before the first. */
  readonly lastLookAgoMs?: number;
  /** How far Genesys's answers were behind lately, at most. */
  readonly lagMs: number;
  /** What it comes to, and what would help. */
  readonly advice: string;
}
