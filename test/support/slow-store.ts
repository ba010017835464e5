// A store that answers when a test lets it, as one across a network would.
import type { Store } from '../../src/store/store.js';

/** A Store over a map whose operations wait in `waiting` until `release` lets them happen, in that order. */
export class SlowStore<V> implements Store<V> {
  readonly waiting: Array<() => void> = [];
  readonly #values = new Map<string, V>();

  /** Nothing is at hand: whoever wants something has to ask. */
  peek(): V | undefined {
    return undefined;
  }

  delete(key: string): Promise<void> {
    return this.#later(() => void this.#values.delete(key));
  }

  get(key: string): Promise<V | undefined> {
    return this.#later(() => this.#values.get(key));
  }

  set(key: string, value: V): Promise<void> {
    return this.#later(() => void this.#values.set(key, value));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Lets everything happen that waits now, and what comes of it, until nothing waits any more. */
  async release(): Promise<void> {
    while (this.waiting.length > 0) {
      for (const act of this.waiting.splice(0)) act();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #later<T>(act: () => T): Promise<T> {
    return new Promise((resolve) => this.waiting.push(() => resolve(act())));
  }
}
