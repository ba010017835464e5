// What the HTTP floor is handed: everything it needs to answer, already wired.
import type { NotificationsHealth } from '../notifications/dependencies.js';
import type { ActivityHealth } from '../genesys/activity/activity-health.js';
import type { RememberedNames } from '../genesys/queues/queue-names.js';
import type { QueueDirectory } from '../genesys/queues/queues.js';
import type { BudgetReport } from '../genesys/budget-report.rules.js';
import type { WaitingCalls } from '../genesys/activity/queue-observations.js';
import type { Snapshot } from '../domain/model.js';
import type { Clock } from '../runtime/clock.js';
import type { Memory } from '../runtime/memory.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { OrganizationSettings, Settings } from '../settings/types.js';
import type { SettingsHealth } from '../settings/watch.js';
import type { CachedSource } from '../cache/cache.js';
import type { CallerShare } from '../cache/caller-share.js';
import type { ChangeRole } from '../replicas/change-sharing.js';
import type { Replica } from '../replicas/presence.rules.js';
import type { SharingHealth } from '../replicas/sharing-health.js';
import type { TokenHealth } from '../oauth/renewal.js';
import type { CurrentAccess } from './auth/access.js';
import type { Journal } from '../telemetry/journal/journal.js';
import type { Readiness } from './health/readiness.js';

/** One organization as callers meet it. */
export interface Organization {
  readonly name: string;
  readonly snapshots: CachedSource;
  /** The calls that wait in a queue. @throws ServiceError when they are not known within `deadlineMs` */
  readonly waiting: (queueId: string, deadlineMs: number, caller?: string) => Promise<WaitingCalls>;
  /** The tokens of its OAuth clients, at least one. */
  readonly tokens: () => readonly TokenHealth[];
  readonly budget: () => BudgetReport;
  /** What each caller has of the budget, by its name. */
  readonly callerShares: () => (caller: string) => CallerShare;
  readonly push: () => PushHealth;
  readonly activity: () => ActivityHealth;
  /** Finds queues as far as the rate limit allows. */
  readonly directory: Pick<QueueDirectory, 'byName'>;
  /** Names as far as they are known; one that is not is looked up, and known later. */
  readonly names: Pick<RememberedNames, 'nameOf' | 'expect'>;
  /** All members of a queue with presence and routing status, as far as the rate limit allows. */
  readonly members: (queueId: string) => Promise<Snapshot>;
}

/** How it stands with what Genesys announces; moments are monotonic milliseconds. */
export type PushHealth = { readonly status: 'off' } | PushAtWork;

/** `live`: this process has the channel; `following`: another replica has it and passes changes on; `polling`: none has. */
export interface PushAtWork extends Omit<NotificationsHealth, 'state'> {
  readonly status: 'starting' | 'live' | 'following' | 'polling';
  readonly role: ChangeRole;
  /** Queues of which a change was not announced, and for how many milliseconds they are not trusted. */
  readonly distrusted: ReadonlyArray<{ readonly queueId: string; readonly leftMs: number }>;
  readonly events: { readonly users: number; readonly observations: number };
  /** Milliseconds from the word of a change to a snapshot that shows it, in the last minutes. */
  readonly caughtUp: { readonly p50Ms: number | null; readonly p95Ms: number | null };
}

/** Settings that stay as they are until a restart. */
type StartSettings = Pick<Settings, 'http' | 'availability' | 'push'> & {
  readonly admin: Pick<Settings['admin'], 'host' | 'port'>;
  readonly organizations: ReadonlyArray<Pick<OrganizationSettings, 'name' | 'loginUrl' | 'apiUrl'>>;
};

export interface HttpDependencies {
  /** As they were at the start; what may change meanwhile is in `access`. */
  readonly settings: StartSettings;
  readonly organizations: ReadonlyMap<string, Organization>;
  readonly access: CurrentAccess;
  /** Origin of the public listener as this process reaches it; undefined until it listens. */
  readonly publicUrl: () => string | undefined;
  readonly settingsHealth: () => SettingsHealth;
  readonly readiness: Readiness;
  /** How it stands with what replicas share. */
  readonly sharingHealth: () => SharingHealth;
  /** All replicas that share, this one first; none where nothing is shared. */
  readonly replicas: () => readonly Replica[];
  /** What is held in memory, by name. */
  readonly memory: () => Readonly<Record<string, number>>;
  /** All that is kept for questions, by caller. */
  readonly kept: Memory;
  readonly clock: Clock;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly journal: Journal;
}
