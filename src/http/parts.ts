// What the HTTP floor is handed: everything it needs to answer, already wired.
import type { BudgetReport } from '../rules/budget-report.js';
import type { Caller } from '../rules/caller.js';
import type { Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import type { Metrics } from '../runtime/metrics.js';
import type { Settings } from '../settings/types.js';
import type { CachedSource } from '../snapshots/cache.js';
import type { TokenHealth } from '../tokens/renewal.js';
import type { Readiness } from './readiness.js';

/** One organization as callers meet it. */
export interface Organization {
  readonly name: string;
  readonly snapshots: CachedSource;
  /** The tokens of its OAuth clients, at least one. */
  readonly tokens: () => readonly TokenHealth[];
  readonly budget: () => BudgetReport;
}

export interface HttpParts {
  readonly settings: Settings;
  readonly organizations: ReadonlyMap<string, Organization>;
  readonly callers: readonly Caller[];
  /** Whom every request is taken to be from when `auth` is `none`. */
  readonly anonymous?: Caller;
  readonly readiness: Readiness;
  /** What is held in memory, by name. */
  readonly memory: () => Readonly<Record<string, number>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
