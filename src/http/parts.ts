// What the HTTP floor is handed: everything it needs to answer, already wired.
import type { SnapshotSource } from '../model.js';
import type { Caller } from '../rules/caller.js';
import type { Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import type { Metrics } from '../runtime/metrics.js';
import type { Settings } from '../settings/types.js';
import type { TokenHealth } from '../tokens/renewal.js';
import type { Readiness } from './readiness.js';

/** One organization as callers meet it. */
export interface Organization {
  readonly name: string;
  readonly snapshots: SnapshotSource;
  readonly tokenHealth: () => TokenHealth;
}

export interface HttpParts {
  readonly settings: Settings;
  readonly organizations: ReadonlyMap<string, Organization>;
  readonly callers: readonly Caller[];
  /** Whom every request is taken to be from when `auth` is `none`. */
  readonly anonymous?: Caller;
  readonly readiness: Readiness;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
