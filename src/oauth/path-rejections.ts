// Remembers which paths of the API answered 401, and whether that is their own.
import type { PathRejection } from './rejection.rules.js';

/** More paths than this are not remembered; those that rejected the longest ago go first. */
const MOST_PATHS = 1_000;

export class PathRejections {
  readonly #paths = new Map<string, PathRejection>();

  get(path: string): PathRejection | undefined {
    return this.#paths.get(path);
  }

  set(path: string, rejection: PathRejection): void {
    this.#paths.delete(path);
    this.#paths.set(path, rejection);
    const [oldest] = this.#paths.keys();
    if (this.#paths.size > MOST_PATHS && oldest !== undefined) this.#paths.delete(oldest);
  }

  /** It was honoured. */
  clear(path: string): void {
    if (this.#paths.size > 0) this.#paths.delete(path);
  }
}
