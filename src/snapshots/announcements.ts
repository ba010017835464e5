// What Genesys has announced of queues, and so how long a snapshot of one may be called fresh.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { ChangeListener, MemberQuery, Snapshot } from '../model.js';
import { differs, isAnnounced } from '../rules/announced.js';
import { termOf, type Term } from '../rules/freshness.js';
import { QueueNews } from './queue-news.js';

/** What the cache and its loads want to know of announcements. */
export interface Announcements {
  /** Counts up whenever a term may have changed otherwise than by time. */
  readonly version: number;
  /** How long a snapshot of `query` that was taken at `takenAt` (monotonic milliseconds) is fresh. */
  termOf(query: MemberQuery, takenAt: number): Term;
  /** A walk for `query` has come to `after`; `before` was held when it began. */
  walked(query: MemberQuery, before: Snapshot | undefined, after: Snapshot): void;
}

/** Nothing is ever announced: every snapshot has the same term. */
export function silence(freshFor: number): Announcements {
  const term = termOf(freshFor);
  return { version: 0, termOf: () => term, walked: () => undefined };
}

/** What the world hears of changes. */
export interface AnnouncementObserver {
  /** Members of a queue changed and no announcement said so: for an hour it is not trusted to be told. */
  unannounced(queueId: string): void;
  /** A snapshot shows a change that was announced so many milliseconds ago. */
  caughtUp(afterMs: number): void;
}

/** Milliseconds. */
export interface AnnouncementSettings {
  readonly freshFor: number;
  /** For how long a snapshot is trusted while its queue is quiet; 0: announcements only add refreshes. */
  readonly trustedFor: number;
}

/** An announcement may be a little later than a walk that saw its change. */
const GRACE_MS = 5_000;
const DISTRUST_MS = 3_600_000;

/** The announcements of one organization's queues. */
export class HeardAnnouncements implements Announcements, ChangeListener {
  readonly #settings: AnnouncementSettings;
  readonly #clock: Clock;
  readonly #observer: AnnouncementObserver;
  readonly #onSuspect: () => void;
  readonly #queues = new Map<string, QueueNews>();
  readonly #timers = new Set<Cancel>();
  #version = 0;

  /** @param onSuspect is called when snapshots have become suspect: they want to be replaced soon */
  constructor(
    settings: AnnouncementSettings,
    clock: Clock,
    observer: AnnouncementObserver,
    onSuspect: () => void,
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#observer = observer;
    this.#onSuspect = onSuspect;
  }

  get version(): number {
    return this.#version;
  }

  termOf(query: MemberQuery, takenAt: number): Term {
    const { freshFor, trustedFor } = this.#settings;
    const news = this.#queues.get(query.queueId);
    if (!news) return termOf(freshFor);
    const trusted =
      trustedFor > 0 && news.trustedAt(this.#clock.now()) && news.covers(takenAt) && isAnnounced(query);
    const heardAt = news.firstAfter(takenAt);
    return termOf(freshFor, {
      trustedFor: trusted ? trustedFor : 0,
      suspectFrom: heardAt === undefined ? undefined : heardAt - takenAt,
    });
  }

  changed(queueIds: readonly string[], at: number): void {
    this.#version += 1;
    for (const id of queueIds) this.#of(id).heard(at);
    this.#onSuspect();
  }

  covered(queueIds: readonly string[], since: number | undefined): void {
    this.#version += 1;
    for (const id of queueIds) this.#of(id).coveredSince = since;
    if (since === undefined) this.#forget();
    // What was trusted is due for a look.
    this.#onSuspect();
  }

  walked(query: MemberQuery, before: Snapshot | undefined, after: Snapshot): void {
    const news = this.#queues.get(query.queueId);
    if (!news || !before) return;
    const heardAt = news.firstAfter(before.takenAt);
    if (heardAt !== undefined) {
      if (heardAt <= after.takenAt) this.#observer.caughtUp(this.#clock.now() - heardAt);
    } else if (news.covers(before.takenAt) && isAnnounced(query) && differs(before.members, after.members)) {
      this.#doubt(query.queueId, news, before.takenAt);
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
    return [...this.#queues.values()].filter(({ coveredSince }) => coveredSince !== undefined).length;
  }

  stop(): void {
    this.#timers.forEach((cancel) => cancel());
  }

  /** The announcement may be on its way; until it is here, or is known to be missing, the queue is not trusted. */
  #doubt(queueId: string, news: QueueNews, since: number): void {
    const { trustedFor } = this.#settings;
    if (trustedFor === 0 || news.doubted) return;
    news.doubted = true;
    this.#version += 1;
    const cancel = this.#clock.after(GRACE_MS, () => {
      this.#timers.delete(cancel);
      this.#version += 1;
      news.doubted = false;
      if (news.firstAfter(since) !== undefined) return;
      news.distrustedUntil = this.#clock.now() + DISTRUST_MS;
      this.#observer.unannounced(queueId);
    });
    this.#timers.add(cancel);
  }

  #of(queueId: string): QueueNews {
    const known = this.#queues.get(queueId) ?? new QueueNews();
    this.#queues.set(queueId, known);
    return known;
  }

  /** Forgets queues of which nothing is known that could still matter. */
  #forget(): void {
    const now = this.#clock.now();
    for (const [id, news] of this.#queues) if (news.over(now, DISTRUST_MS)) this.#queues.delete(id);
  }
}
