// Problems as people want to see them: one line for each kind and place, since when, how often, and whether it is over.
import type { Clock } from '../../runtime/clock.js';
import type { ErrorCode } from '../../domain/error-codes.js';
import type { ServiceError } from '../../domain/errors.js';

/** Codes of problems that are no answer to anybody; `docs/errors.md` lists them. */
export const PROBLEM_CODES = [
  ...([
    'settings_refused',
    'webhook_queue_excluded',
    'shared_degraded',
    'push_connection_lost',
    'push_no_room',
    'push_failed',
  ] as const),
  ...(['push_topic_refused', 'push_unannounced'] as const),
] as const;

/** Something that went wrong, once or again and again; moments are wall-clock milliseconds. */
export interface Problem {
  /** What it happened to: `organization default`, `queue <id>`, `caller callgrid`, `Redis`, `settings`. */
  readonly where: string;
  /** In capitals: the system's own, such as EMFILE. */
  readonly code: ErrorCode | (typeof PROBLEM_CODES)[number] | Uppercase<string>;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  readonly since: number;
  at: number;
  count: number;
  /** Whether nothing has said yet that it is over, and it was not met for the last time too long ago. */
  ongoing: boolean;
  category: ProblemCategory;
}

/** What a problem is told with. */
export type ProblemFacts = Pick<Problem, 'code' | 'title' | 'detail' | 'hint'>;

/**
 * Problems of one kind share a category, so that one kind in plenty pushes out none of another: `service` is login,
 * Redis and settings; `fetches` are loads that Genesys could not answer; `refusedFetches` those that it refused, as many
 * as callers make up queue ids; `refusedCallers` are requests that this service refused; `announcements` are queues
 * of which Genesys does not tell every change.
 */
export type ProblemCategory = 'service' | 'fetches' | 'refusedFetches' | 'refusedCallers' | 'changeFeed';

interface Bounds {
  /** Problems remembered; those that are over longest go first. */
  readonly most: number;
  /** Milliseconds after which one is over when it is not met again; Infinity: only when somebody says so. */
  readonly lastsMs: number;
}

/** A queue that nobody asks for any more is not fetched again: its trouble ends with time. */
const WALK_TROUBLE_MS = 300_000;

const CATEGORIES: Readonly<Record<ProblemCategory, Bounds>> = {
  service: { most: 50, lastsMs: Infinity },
  fetches: { most: 50, lastsMs: WALK_TROUBLE_MS },
  refusedFetches: { most: 20, lastsMs: WALK_TROUBLE_MS },
  // Over at once: the next request may be right.
  refusedCallers: { most: 20, lastsMs: 0 },
  // A queue is not trusted for as long; a refused topic is asked for again sooner.
  changeFeed: { most: 20, lastsMs: 3_600_000 },
};

/** A login, a Redis, a queue has one state: a new cause ends the one before. */
const HAS_ONE_STATE: ReadonlySet<ProblemCategory> = new Set(['service', 'fetches', 'refusedFetches']);

/** A problem that comes back within this time goes on; later it is a new one. */
const SAME_WITHIN_MS = 600_000;

/** The problems of this process. */
export class Problems {
  readonly #known = new Map<string, Problem>();
  readonly #clock: Clock;
  readonly #listeners: Array<() => void> = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What goes on first, then the newest. */
  list(): readonly Readonly<Problem>[] {
    const now = this.#clock.wall();
    const all = [...this.#known.values()];
    for (const one of all) if (now - one.at >= CATEGORIES[one.category].lastsMs) one.ongoing = false;
    return all.sort((a, b) => Number(b.ongoing) - Number(a.ongoing) || b.at - a.at);
  }

  /** Notes `trouble` with `where`: one entry for each place and code. */
  add(where: string, trouble: ProblemFacts, category: ProblemCategory = 'service'): void {
    const ongoing = CATEGORIES[category].lastsMs > 0;
    const key = JSON.stringify([where, trouble.code]);
    const now = this.#clock.wall();
    const known = this.#known.get(key);
    if (known && (known.ongoing || now - known.at < SAME_WITHIN_MS)) {
      const isNew = ongoing && !known.ongoing;
      if (isNew && HAS_ONE_STATE.has(category)) this.#end(where);
      const { code, title, detail, hint } = trouble;
      Object.assign(known, {
        code,
        title,
        detail,
        hint,
        at: now,
        count: known.count + 1,
        ongoing,
        category,
      });
      if (isNew) this.#tell();
      return;
    }
    if (HAS_ONE_STATE.has(category)) this.#end(where);
    const { code, title, detail, hint } = trouble;
    this.#known.set(key, {
      where,
      code,
      title,
      detail,
      hint,
      since: now,
      at: now,
      count: 1,
      ongoing,
      category,
    });
    this.#forget(category);
    this.#tell();
  }

  /** Whatever was wrong with `where` is over. */
  over(where: string): void {
    if (this.#end(where)) this.#tell();
  }

  /** Calls `listener`, which must not throw, when a problem begins or ends. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #end(where: string): boolean {
    const open = [...this.#known.values()].filter((one) => one.ongoing && one.where === where);
    open.forEach((one) => (one.ongoing = false));
    return open.length > 0;
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }

  #forget(category: ProblemCategory): void {
    const ofCategory = [...this.#known].filter(([, one]) => one.category === category);
    if (ofCategory.length <= CATEGORIES[category].most) return;
    const [oldest] = ofCategory.sort(([, a], [, b]) => Number(a.ongoing) - Number(b.ongoing) || a.at - b.at);
    if (oldest) this.#known.delete(oldest[0]);
  }
}

/** What a problem says of `error`. */
export function problemFactsOf(error: ServiceError): ProblemFacts {
  return { code: error.code, title: error.title, detail: error.message, hint: error.hint };
}
