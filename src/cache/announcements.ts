// What Genesys has announced of queues, and so how long a snapshot of one may be called fresh.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { ChangeListener, Member, MemberQuery, Snapshot } from '../domain/model.js';
import { differs, isAnnounced } from './announced.rules.js';
import { termOf, type Term } from './freshness.rules.js';
import { readEntity } from './entity.js';
import { QueueNews } from './queue-change-log.js';

/** What the cache and its loads want to know of announcements. */
export interface Announcements {
  /** Another number whenever the term of a snapshot of this queue may have changed otherwise than by time. */
  versionOf(queueId: string): number;
  /** How long a snapshot of `query` that was taken at `takenAt` (monotonic milliseconds) is fresh. */
  termOf(query: MemberQuery, takenAt: number): Term;
  /** A walk for `query` has come to `after`; `before` was held when it began. */
  walked(query: MemberQuery, before: Snapshot | undefined, after: Snapshot): void;
}

/** Nothing is ever announced: every snapshot has the same term. */
export function silence(freshFor: number): Announcements {
  const term = termOf(freshFor);
  return { versionOf: () => 0, termOf: () => term, walked: () => undefined };
}

/** What the world hears of changes. */
export interface AnnouncementObserver {
  /** Members of a queue changed and no announcement said so. @param distrusted whether it is polled for an hour now */
  unannounced(queueId: string, distrusted: boolean): void;
  /** A snapshot shows a change that was announced so many milliseconds ago. */
  caughtUp(afterMs: number): void;
}

/** Milliseconds. */
interface AnnouncementSettings {
  readonly freshFor: number;
  /** For how long a snapshot is trusted while its queue is quiet; 0: announcements only add refreshes. */
  readonly trustedFor: number;
}

/** What is told by whom for whom. */
interface AnnouncementListener {
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
/** An announcement may be a little later than a walk that saw its change. */
const GRACE_MS = 5_000;
const DISTRUST_MS = 3_600_000;

/** The announcements of one organization's queues. */
export class HeardAnnouncements implements Announcements, ChangeListener {
  readonly #settings: AnnouncementSettings;
  readonly #clock: Clock;
  readonly #observer: AnnouncementObserver;
  readonly #listener: AnnouncementListener;
  readonly #queues = new Map<string, QueueNews>();
  readonly #timers = new Set<Cancel>();
  #versions = 0;

  constructor(
    settings: AnnouncementSettings,
    clock: Clock,
    observer: AnnouncementObserver,
    listener: AnnouncementListener,
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#observer = observer;
    this.#listener = listener;
  }

  versionOf(queueId: string): number {
    return this.#queues.get(queueId)?.version ?? 0;
  }

  termOf(query: MemberQuery, takenAt: number): Term {
    const { freshFor, trustedFor } = this.#settings;
    const news = this.#queues.get(query.queueId);
    if (!news) return termOf(freshFor);
    const covered =
      news.trustedAt(this.#clock.now()) && news.covers(takenAt, SETTLE_MS) && isAnnounced(query);
    const heardAt = news.firstAfter(takenAt);
    const suspectFrom = heardAt === undefined ? undefined : heardAt - takenAt;
    return termOf(freshFor, { covered, trustedFor, suspectFrom });
  }

  changed(queueIds: readonly string[], at: number): void {
    for (const id of queueIds) this.#of(id).heard(at);
    this.#listener.suspect(queueIds);
  }

  covered(queueIds: readonly string[], since: number | undefined): void {
    for (const id of queueIds) this.#of(id).cover(since);
    this.#forget();
    // What was trusted is due for a look.
    this.#listener.suspect(queueIds);
  }

  walked(query: MemberQuery, before: Snapshot | undefined, after: Snapshot): void {
    if (!before) return this.#listener.loaded();
    const news = this.#queues.get(query.queueId);
    if (!news) return;
    const heardAt = news.firstAfter(before.takenAt);
    if (heardAt !== undefined) {
      if (heardAt <= after.takenAt) this.#observer.caughtUp(this.#clock.now() - heardAt);
    } else if (news.covers(before.takenAt) && isAnnounced(query)) {
      if (differs(before.members, after.members, stateOf)) this.#doubt(query.queueId, news, before.takenAt);
    }
  }

  /** Queues that are not trusted because a change went unannounced, and for how many milliseconds still. */
  distrusted(): ReadonlyArray<{ readonly queueId: string; readonly leftMs: number }> {
    const now = this.#clock.now();
    return [...this.#queues].flatMap(([queueId, news]) =>
      news.distrustedUntil > now ? [{ queueId, leftMs: news.distrustedUntil - now }] : [],
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
  #doubt(queueId: string, news: QueueNews, since: number): void {
    if (news.doubted) return;
    news.doubt(true);
    const cancel = this.#clock.after(GRACE_MS, () => {
      this.#timers.delete(cancel);
      news.doubt(false);
      if (news.firstAfter(since) !== undefined) return;
      const distrusted = this.#settings.trustedFor > 0;
      if (distrusted) news.distrustedUntil = this.#clock.now() + DISTRUST_MS;
      this.#observer.unannounced(queueId, distrusted);
    });
    this.#timers.add(cancel);
  }

  #of(queueId: string): QueueNews {
    const known = this.#queues.get(queueId) ?? new QueueNews(() => (this.#versions += 1));
    this.#queues.set(queueId, known);
    return known;
  }

  /** Forgets queues of which nothing is known that could still matter. */
  #forget(): void {
    const now = this.#clock.now();
    for (const [id, news] of this.#queues) if (news.over(now, DISTRUST_MS)) this.#queues.delete(id);
  }
}

/** What of a member's state changes are announced of. */
function stateOf(member: Member): string {
  const { presence = '', routingStatus = '' } = readEntity(member);
  return `${presence} ${routingStatus}`;
}
