// Where snapshots are kept between requests; each kind of store is a value of this type.

/**
 * Keeps values by key for a time. A store may forget early; it never hands out what it was not given, and never
 * puts an older value in the place of a newer one.
 */
export interface Store<V> {
  /** What this process holds itself, without asking anybody. */
  peek(key: string): V | undefined;
  get(key: string): Promise<V | undefined>;
  /**
   * Puts `value` under each of `keys`, but for those that hold a newer one.
   * @param keepForMs milliseconds after which the value may be gone
   * @param owner on whose account it is kept in this process
   */
  set(keys: readonly string[], value: V, keepForMs: number, owner?: string): Promise<void>;
  /** `set` in this process alone, where others are told too; absent where nobody else is. */
  setHere?(keys: readonly string[], value: V, keepForMs: number, owner?: string): void;
  /** Puts `value` in this process alone in the place of what is there, also of something newer; absent: that can't be done. */
  replaceHere?(key: string, value: V, keepForMs: number, owner?: string): void;
  delete(keys: readonly string[]): Promise<void>;
  /** Frees timers and connections. */
  close(): Promise<void>;
}

/** When a value was true: monotonic milliseconds of this process. */
export type MomentOf<V> = (value: V) => number;

/** How full a store in memory is. */
export interface Fill {
  readonly entries: number;
  /** Estimated. */
  readonly bytes: number;
  /** Values that had to go since the start to make room. */
  readonly evicted: number;
}
