// Lets a bounded number of walks be under way at once; the others wait their turn.

/** Work that is let in one by one. */
export interface Turnstile {
  /** Runs `work` when there is room, in the order of asking. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  readonly inside: number;
  readonly waiting: number;
}

/** @param places how many may be inside at once */
export function turnstile(places: number): Turnstile {
  const queue: Array<() => void> = [];
  let inside = 0;
  const leave = () => {
    const next = queue.shift();
    // The place is handed on, so that nobody slips in between.
    if (next) next();
    else inside -= 1;
  };
  return {
    async pass(work) {
      if (inside < places) inside += 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await work();
      } finally {
        leave();
      }
    },
    get inside() {
      return inside;
    },
    get waiting() {
      return queue.length;
    },
  };
}
