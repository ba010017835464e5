// What the doctor is asked, and what it works with.
import type { MemberFilters } from '../../domain/model.js';
import type { Region } from '../../domain/regions.js';
import type { Clock } from '../../runtime/clock.js';
import type { Environment } from '../../settings/environment.js';
import type { Check } from './notes.js';

/** What the doctor is asked. */
export interface Examination {
  readonly environment: Environment;
  /** Absent: every organization. */
  readonly organization?: string | undefined;
  /** Ids or names. */
  readonly queues: readonly string[];
  readonly filters: MemberFilters;
  readonly tryRegions: boolean;
  /** Nothing is sent. */
  readonly settingsOnly: boolean;
}

/** What the doctor works with. */
export interface DoctorTools {
  readonly clock: Clock;
  /** Hears of each check as soon as it is made. */
  readonly emit: (check: Check) => void;
  readonly progress: (step: string) => void;
  /** Instead of all regions of Genesys Cloud. */
  readonly regions?: readonly Region[];
}
