// Lets a bounded number of fetches be under way at once; the others wait their turn, and nobody holds all places.

/** Work that is let in one by one. */
export interface Semaphore {
  /** Runs `work` when there is room, in the order of asking. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  readonly inside: number;
  readonly waiting: number;
}

/** The part of all places that is nobody's own: who comes first has it. */
const COMMON = 0.5;

/**
 * A semaphore for each of `parties`, with `places` in all: each party has some of its own, so that one whose work hangs
 * can't hold those of the others, and the rest is common.
 */
export function semaphores(slots: number, parties: number): Semaphore[] {
  const own = Math.max(1, Math.floor((slots * (1 - COMMON)) / Math.max(1, parties)));
  const common = { free: Math.max(0, slots - own * parties) };
  const all: PartySemaphore[] = Array.from(
    { length: parties },
    () =>
      new PartySemaphore(own, common, () => {
        for (const one of all) if (one.takeCommon()) return;
      }),
  );
  return all;
}

/** One party's semaphore. */
class PartySemaphore implements Semaphore {
  readonly #own: number;
  readonly #common: { free: number };
  readonly #onFree: () => void;
  readonly #queue: Array<() => void> = [];
  #inside = 0;

  /** @param onFree hears that a common place has become free */
  constructor(own: number, common: { free: number }, onFree: () => void) {
    this.#own = own;
    this.#common = common;
    this.#onFree = onFree;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#queue.length > 0 || !this.#enter())
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Lets the next one in who waits, if there is a common place. */
  takeCommon(): boolean {
    if (this.#queue.length === 0 || !this.#enter()) return false;
    this.#queue.shift()?.();
    return true;
  }

  #enter(): boolean {
    if (this.#inside >= this.#own) {
      if (this.#common.free === 0) return false;
      this.#common.free -= 1;
    }
    this.#inside += 1;
    return true;
  }

  #leave(): void {
    const wasCommon = this.#inside > this.#own;
    this.#inside -= 1;
    if (wasCommon) this.#common.free += 1;
    // Its own first: with a common place that has become free, or the one that it leaves.
    if (this.takeCommon()) return;
    if (wasCommon) this.#onFree();
  }
}
