// What was heard of one queue: when its changes were announced, and whether none can have gone unheard.

/** Announcements that are remembered one by one: at most one or two a second come for a queue. */
const MOST_REMEMBERED = 128;

/** Moments are monotonic milliseconds. */
export class QueueNews {
  /** Oldest first. */
  readonly #heardAt: number[] = [];
  /** The newest of those that are not remembered any more. */
  #forgottenUntil = -Infinity;
  /** Since when every change is heard of; undefined: not for sure. */
  coveredSince: number | undefined;
  /** A change was seen whose announcement is missing so far. */
  doubted = false;
  distrustedUntil = -Infinity;

  heard(at: number): void {
    this.#heardAt.push(at);
    if (this.#heardAt.length > MOST_REMEMBERED) this.#forgottenUntil = this.#heardAt.shift() ?? at;
  }

  /** When the first change after `moment` was announced: at `moment` itself if that is not known any more. */
  firstAfter(moment: number): number | undefined {
    if (this.#forgottenUntil > moment) return moment;
    // From the newest backwards: mostly there is none, or the last.
    let first: number | undefined;
    for (let index = this.#heardAt.length - 1; index >= 0; index -= 1) {
      const at = this.#heardAt[index] ?? -Infinity;
      if (at <= moment) break;
      first = at;
    }
    return first;
  }

  /** Whether every change since `moment` was heard of. */
  covers(moment: number): boolean {
    return this.coveredSince !== undefined && moment >= this.coveredSince;
  }

  trustedAt(now: number): boolean {
    return !this.doubted && now >= this.distrustedUntil;
  }

  /** Whether nothing of it matters any more. @param memoryMs how long an announcement may matter */
  over(now: number, memoryMs: number): boolean {
    const last = this.#heardAt.at(-1) ?? -Infinity;
    return this.coveredSince === undefined && this.trustedAt(now) && last < now - memoryMs;
  }
}
