// Where snapshots are kept between requests; each kind of store is a value of this type.

/** Keeps values by key for a time. A store may forget early; it never hands out what it was not given. */
export interface Store<V> {
  /** What this process holds itself, without asking anybody. */
  peek(key: string): V | undefined;
  get(key: string): Promise<V | undefined>;
  /** @param keepForMs milliseconds after which the value may be gone */
  set(key: string, value: V, keepForMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Frees timers and connections. */
  close(): Promise<void>;
}

/** How full a store in memory is. */
export interface Fill {
  readonly entries: number;
  /** Estimated. */
  readonly bytes: number;
  /** Values that had to go since the start to make room. */
  readonly evicted: number;
}
