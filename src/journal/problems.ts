// Problems as people want to see them: one line for each kind and place, since when, how often, and whether it is over.
import type { Clock } from '../runtime/clock.js';
import type { ServiceError } from '../errors.js';

/** Something that went wrong, once or again and again; moments are wall-clock milliseconds. */
export interface Problem {
  /** What it happened to: `organization default`, `queue <id>`, `caller callgrid`, `Redis`, `settings`. */
  readonly where: string;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  readonly since: number;
  at: number;
  count: number;
  /** Whether nothing has said yet that it is over, and it was not met for the last time too long ago. */
  ongoing: boolean;
  /** Milliseconds after which it is over when it is not met again. */
  lastsMs: number;
}

/** What a problem is told with. */
export type Trouble = Pick<Problem, 'code' | 'title' | 'detail' | 'hint'>;

/** Problems remembered; those that are over longest go first. */
const MOST = 50;
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

  /** Newest first. */
  list(): readonly Readonly<Problem>[] {
    const now = this.#clock.wall();
    const all = [...this.#known.values()].sort((a, b) => b.at - a.at);
    for (const one of all) if (now - one.at >= one.lastsMs) one.ongoing = false;
    return all;
  }

  /**
   * @param lastsMs 0 for what is over at once, such as a refused request; Infinity for what lasts until somebody
   *   says that it is over
   */
  add(where: string, trouble: Trouble, lastsMs = Infinity): void {
    const lasts = lastsMs > 0;
    const key = JSON.stringify([where, trouble.code]);
    const now = this.#clock.wall();
    const known = this.#known.get(key);
    if (known && (known.ongoing || now - known.at < SAME_WITHIN_MS)) {
      const news = lasts && !known.ongoing;
      Object.assign(known, trouble, { at: now, count: known.count + 1, ongoing: lasts, lastsMs });
      if (news) this.#tell();
      return;
    }
    const { code, title, detail, hint } = trouble;
    const met = { since: now, at: now, count: 1, ongoing: lasts, lastsMs };
    this.#known.set(key, { where, code, title, detail, hint, ...met });
    this.#forget();
    this.#tell();
  }

  /** Whatever was wrong with `where` is over. */
  over(where: string): void {
    const open = [...this.#known.values()].filter((one) => one.ongoing && one.where === where);
    open.forEach((one) => (one.ongoing = false));
    if (open.length > 0) this.#tell();
  }

  /** Calls `listener`, which must not throw, when a problem begins or ends. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }

  #forget(): void {
    if (this.#known.size <= MOST) return;
    const [oldest] = [...this.#known].sort(
      ([, a], [, b]) => Number(a.ongoing) - Number(b.ongoing) || a.at - b.at,
    );
    if (oldest) this.#known.delete(oldest[0]);
  }
}

/** What a problem says of `error`. */
export function troubleOf(error: ServiceError): Trouble {
  return { code: error.code, title: error.title, detail: error.message, hint: error.hint };
}
