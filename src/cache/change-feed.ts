// What Genesys has announced of queues, and so how long a snapshot of one may be called fresh.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { ChangeListener, Member, MemberQuery, Snapshot } from '../domain/model.js';
import { differs, isAnnounced } from './announced.rules.js';
import { policyOf, type FreshnessPolicy } from './freshness.rules.js';
import { readEntity } from './entity.js';
import { QueueChangeLog } from './queue-change-log.js';

/** What the cache and its loads want to know of announcements. */
export interface ChangeFeed {
  /** Another number whenever the term of a snapshot of this queue may have changed otherwise than by time. */
  versionOf(queueId: string): number;
  /** How long a snapshot of `query` that was taken at `takenAt` (monotonic milliseconds) is fresh. */
  policyOf(query: MemberQuery, takenAt: number): FreshnessPolicy;
  /** A fetch for `query` has come to `after`; `before` was held when it began. */
  fetched(query: MemberQuery, before: Snapshot | undefined, after: Snapshot): void;
}

/** Nothing is ever announced: every snapshot has the same term. */
export function noChangeFeed(freshFor: number): ChangeFeed {
  const policy = policyOf(freshFor);
  return { versionOf: () => 0, policyOf: () => policy, fetched: () => undefined };
}

/** What the world hears of changes. */
export interface ChangeFeedObserver {
  /** Members of a queue changed and no announcement said so. @param distrusted whether it is polled for an hour now */
  unannounced(queueId: string, distrusted: boolean): void;
  /** A snapshot shows a change that was announced so many milliseconds ago. */
  caughtUp(afterMs: number): void;
}

/** Milliseconds. */
interface ChangeFeedSettings {
  readonly freshFor: number;
  /** For how long a snapshot is trusted while its queue is quiet; 0: announcements only add refreshes. */
  readonly trustedFor: number;
}

/** What is told by whom for whom. */
interface ChangeFeedListener {
  /** Snapshots of these queues have become suspect: they want to be replaced soon. */
  suspect(queueIds: readonly string[]): void;
  /** Something is asked for that was not before. */
  loaded(): void;
}

/**
 * Genesys may announce a change before its members endpoint shows it: what was counted within this time after an
 * announcement is counted once more before it is trusted.
 */
const SETTLE_MS = 1_000;
/** An announcement may be a little later than a fetch that saw its change. */
const GRACE_MS = 5_000;
const DISTRUST_MS = 3_600_000;

/** The announcements of one organization's queues. */
export class AnnouncedChanges implements ChangeFeed, ChangeListener {
  readonly #settings: ChangeFeedSettings;
  readonly #clock: Clock;
  readonly #observer: ChangeFeedObserver;
  readonly #listener: ChangeFeedListener;
  readonly #queues = new Map<string, QueueChangeLog>();
  readonly #timers = new Set<Cancel>();
  #versions = 0;

  constructor(
    settings: ChangeFeedSettings,
    clock: Clock,
    observer: ChangeFeedObserver,
    listener: ChangeFeedListener,
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#observer = observer;
    this.#listener = listener;
  }

  versionOf(queueId: string): number {
    return this.#queues.get(queueId)?.version ?? 0;
  }

  policyOf(query: MemberQuery, takenAt: number): FreshnessPolicy {
    const { freshFor, trustedFor } = this.#settings;
    const changeLog = this.#queues.get(query.queueId);
    if (!changeLog) return policyOf(freshFor);
    const covered =
      changeLog.trustedAt(this.#clock.now()) && changeLog.covers(takenAt, SETTLE_MS) && isAnnounced(query);
    const announcedAt = changeLog.firstAfter(takenAt);
    const suspectFrom = announcedAt === undefined ? undefined : announcedAt - takenAt;
    return policyOf(freshFor, { covered, trustedFor, suspectFrom });
  }

  changed(queueIds: readonly string[], at: number): void {
    for (const id of queueIds) this.#of(id).add(at);
    this.#listener.suspect(queueIds);
  }

  covered(queueIds: readonly string[], since: number | undefined): void {
    for (const id of queueIds) this.#of(id).cover(since);
    this.#forget();
    // What was trusted is due for a look.
    this.#listener.suspect(queueIds);
  }

  fetched(query: MemberQuery, before: Snapshot | undefined, after: Snapshot): void {
    if (!before) return this.#listener.loaded();
    const changeLog = this.#queues.get(query.queueId);
    if (!changeLog) return;
    const announcedAt = changeLog.firstAfter(before.takenAt);
    if (announcedAt !== undefined) {
      if (announcedAt <= after.takenAt) this.#observer.caughtUp(this.#clock.now() - announcedAt);
    } else if (changeLog.covers(before.takenAt) && isAnnounced(query)) {
      if (differs(before.members, after.members, stateOf))
        this.#doubt(query.queueId, changeLog, before.takenAt);
    }
  }

  /** Queues that are not trusted because a change went unannounced, and for how many milliseconds still. */
  distrusted(): ReadonlyArray<{ readonly queueId: string; readonly leftMs: number }> {
    const now = this.#clock.now();
    return [...this.#queues].flatMap(([queueId, changeLog]) =>
      changeLog.distrustedUntil > now ? [{ queueId, leftMs: changeLog.distrustedUntil - now }] : [],
    );
  }

  /** Of how many queues every change is heard, here or through another replica. */
  coveredQueues(): number {
    return [...this.#queues.values()].filter(({ covered }) => covered).length;
  }

  stop(): void {
    this.#timers.forEach((cancel) => cancel());
  }

  /** The announcement may be on its way; until it is here, or is known to be missing, the queue is not trusted. */
  #doubt(queueId: string, changeLog: QueueChangeLog, since: number): void {
    if (changeLog.doubted) return;
    changeLog.doubt(true);
    const cancel = this.#clock.after(GRACE_MS, () => {
      this.#timers.delete(cancel);
      changeLog.doubt(false);
      if (changeLog.firstAfter(since) !== undefined) return;
      const distrusted = this.#settings.trustedFor > 0;
      if (distrusted) changeLog.distrustedUntil = this.#clock.now() + DISTRUST_MS;
      this.#observer.unannounced(queueId, distrusted);
    });
    this.#timers.add(cancel);
  }

  #of(queueId: string): QueueChangeLog {
    const known = this.#queues.get(queueId) ?? new QueueChangeLog(() => (this.#versions += 1));
    this.#queues.set(queueId, known);
    return known;
  }

  /** Forgets queues of which nothing is known that could still matter. */
  #forget(): void {
    const now = this.#clock.now();
    for (const [id, changeLog] of this.#queues) if (changeLog.over(now, DISTRUST_MS)) this.#queues.delete(id);
  }
}

/** What of a member's state changes are announced of. */
function stateOf(member: Member): string {
  const { presence = '', routingStatus = '' } = readEntity(member);
  return `${presence} ${routingStatus}`;
}
