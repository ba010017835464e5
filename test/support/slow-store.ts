// A store that answers when a test lets it, as one across a network would.
import type { MomentOf, Store } from '../../src/cache/store.js';

/** A Store over a map whose operations wait in `waiting` until `release` lets them happen, in that order. */
export class SlowStore<V> implements Store<V> {
  readonly waiting: Array<() => void> = [];
  readonly #values = new Map<string, V>();
  readonly #momentOf: MomentOf<V>;

  constructor(momentOf: MomentOf<V>) {
    this.#momentOf = momentOf;
  }

  /** Nothing is at hand: whoever wants something has to ask. */
  peek(): V | undefined {
    return undefined;
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#later(() => keys.forEach((key) => this.#values.delete(key)));
  }

  get(key: string): Promise<V | undefined> {
    return this.#later(() => this.#values.get(key));
  }

  set(keys: readonly string[], value: V): Promise<void> {
    return this.#later(() => keys.forEach((key) => this.#put(key, value)));
  }

  #put(key: string, value: V): void {
    const held = this.#values.get(key);
    if (held === undefined || this.#momentOf(held) <= this.#momentOf(value)) this.#values.set(key, value);
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
