// Long work in slices: between two of them whoever waits has the event loop.
import { eventLoopTurn, systemClock } from './clock.js';

/** Milliseconds after which work makes room: far below what a caller would notice. */
const SLICE_MS = 5;

/** Tells when it is time to make room. It is the machine's time that counts here, whatever clock the service lives by. */
export class Slices {
  #began = systemClock.now();

  get isOver(): boolean {
    return systemClock.now() - this.#began >= SLICE_MS;
  }

  /** Lets others have the event loop. */
  async rest(): Promise<void> {
    await eventLoopTurn();
    this.#began = systemClock.now();
  }

  /** `each` of all items in their order, with rests where they are due. */
  async map<T, R>(items: Iterable<T>, each: (item: T) => R): Promise<R[]> {
    const made: R[] = [];
    for (const item of items) {
      made.push(each(item));
      if (this.isOver) await this.rest();
    }
    return made;
  }
}
