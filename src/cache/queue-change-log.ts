// What was heard of one queue: when its changes were announced, and whether none can have been missed.

/** Announcements that are remembered one by one: at most one or two a second come for a queue. */
const MOST_REMEMBERED = 128;

/** Moments are monotonic milliseconds. */
export class QueueChangeLog {
  /** Oldest first. */
  readonly #announcedAt: number[] = [];
  readonly #nextVersion: () => number;
  /** The newest of those that are not remembered any more. */
  #forgottenUntil = -Infinity;
  /** Since when every change is heard of; undefined: not for sure. */
  #coveredSince: number | undefined;
  /** Another number whenever a term may have changed otherwise than by time. */
  version = 0;
  #doubted = false;
  distrustedUntil = -Infinity;

  /** @param nextVersion a number that no version had before */
  constructor(nextVersion: () => number) {
    this.#nextVersion = nextVersion;
  }

  get covered(): boolean {
    return this.#coveredSince !== undefined;
  }

  cover(since: number | undefined): void {
    this.version = this.#nextVersion();
    this.#coveredSince = since;
  }

  /** Whether a change was seen whose announcement is missing so far. */
  get doubted(): boolean {
    return this.#doubted;
  }

  doubt(doubted: boolean): void {
    this.version = this.#nextVersion();
    this.#doubted = doubted;
  }

  add(at: number): void {
    this.version = this.#nextVersion();
    this.#announcedAt.push(at);
    if (this.#announcedAt.length > MOST_REMEMBERED) this.#forgottenUntil = this.#announcedAt.shift() ?? at;
  }

  /** When the first change after `moment` was announced: at `moment` itself if that is not known any more. */
  firstAfter(moment: number): number | undefined {
    if (this.#forgottenUntil > moment) return moment;
    // From the newest backwards: mostly there is none, or the last.
    let first: number | undefined;
    for (let index = this.#announcedAt.length - 1; index >= 0; index -= 1) {
      const at = this.#announcedAt[index] ?? -Infinity;
      if (at <= moment) break;
      first = at;
    }
    return first;
  }

  /**
   * Whether every change since `moment` was heard of.
   * @param settleMs for so long what was counted may lag behind what was announced: nothing was by then
   */
  covers(moment: number, settleMs = 0): boolean {
    if (this.#coveredSince === undefined || moment < this.#coveredSince + settleMs) return false;
    if (settleMs === 0) return true;
    const announcedAt = this.firstAfter(moment - settleMs);
    return announcedAt === undefined || announcedAt > moment;
  }

  trustedAt(now: number): boolean {
    return !this.doubted && now >= this.distrustedUntil;
  }

  /** Whether nothing of it matters any more. @param memoryMs how long an announcement may matter */
  over(now: number, memoryMs: number): boolean {
    const last = this.#announcedAt.at(-1) ?? -Infinity;
    return !this.covered && this.trustedAt(now) && last < now - memoryMs;
  }
}
