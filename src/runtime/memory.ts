// Bounded maps. Those of one `Memory` share a limit in bytes: when it is full, the owner who holds most loses what was not
// used for the longest time. The only importer of lru-cache.
import { getHeapStatistics } from 'node:v8';
import { LRUCache } from 'lru-cache';

/** A value, and the owner on whose account it is kept: a caller's name. */
interface Entry<V> {
  readonly key: string;
  readonly value: V;
  owner: string;
  bytes: number;
  /** Rises with each use, over all maps of a memory. */
  usedAt: number;
}

/** Bounds of one map beside the limit of its memory. */
interface MapBounds<V> {
  /** Values held at most. */
  readonly most: number;
  /** Estimated bytes of a value with its key. */
  weigh(value: V, key: string): number;
  /** Whether a value can be evicted now; absent: always. */
  isEvictable?(value: V, key: string): boolean;
  /** Called with each value that was evicted to make room. */
  onEvicted?(value: V, key: string): void;
}

/** The owner of values that belong to no caller. */
export const NO_OWNER = '';

/** The share of the heap that may be held: V8 needs the rest for what comes and goes. */
const SHARE_OF_HEAP = 0.4;

/** Bytes that may be held in this process, whatever the settings say: a share of V8's heap limit. */
export const heapShareBytes = (): number => getHeapStatistics().heap_size_limit * SHARE_OF_HEAP;

/**
 * Bytes of all maps together, by owner. Over the limit the owner that holds most loses what he has not used for the
 * longest time, so that an owner who stays below an even part of the limit loses nothing to the others.
 */
export class Memory {
  readonly limit: number;
  readonly #maps: Array<BoundedMap<unknown>> = [];
  readonly #bytes = new Map<string, number>();
  #total = 0;
  #uses = 0;

  /** @param limit bytes */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** A map whose values count against this limit. */
  map<V>(bounds: MapBounds<V>): BoundedMap<V> {
    const made = new BoundedMap<V>(this, bounds);
    this.#maps.push(made as BoundedMap<unknown>);
    return made;
  }

  /** Estimated. */
  get bytes(): number {
    return this.#total;
  }

  bytesOf(owner: string): number {
    return this.#bytes.get(owner) ?? 0;
  }

  /** Owners that hold something. */
  get owners(): number {
    return this.#bytes.size;
  }

  /** For maps: a number for the use that happens now, higher than all before. */
  nextUse(): number {
    return (this.#uses += 1);
  }

  /** For maps: `owner` holds so many bytes more, or less. */
  addBytes(owner: string, bytes: number): void {
    this.#total += bytes;
    const held = this.bytesOf(owner) + bytes;
    if (held > 0) this.#bytes.set(owner, held);
    else this.#bytes.delete(owner);
  }

  /** For maps: evicts until the limit holds. */
  makeRoom(): void {
    while (this.#total > this.limit) {
      const largest = [...this.#bytes].sort(([, a], [, b]) => b - a);
      if (!largest.some(([owner]) => this.#evictFrom(owner))) return;
    }
  }

  #evictFrom(owner: string): boolean {
    let [from, unused] = [undefined as BoundedMap<unknown> | undefined, Infinity];
    for (const map of this.#maps) {
      const usedAt = map.oldestUse(owner);
      if (usedAt < unused) [from, unused] = [map, usedAt];
    }
    return from?.evictOldest(owner) ?? false;
  }
}

/** Values by key; each belongs to one owner. */
export class BoundedMap<V> {
  readonly #memory: Memory;
  readonly #bounds: MapBounds<V>;
  readonly #entries = new Map<string, Entry<V>>();
  /** The same by owner, in the order of their last use. */
  readonly #byOwner = new Map<string, LRUCache<string, Entry<V>>>();
  #evicted = 0;
  /** Key of the value that is being put in: it isn't evicted for itself. */
  #incoming: string | undefined;

  constructor(memory: Memory, bounds: MapBounds<V>) {
    this.#memory = memory;
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Values that had to go since the start to make room. */
  get evicted(): number {
    return this.#evicted;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The value, without marking it as used. */
  peek(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /**
   * The value, marked as used.
   * @param user the caller who uses it: becomes its owner if he holds far less than the present owner, who may lose it soon
   */
  get(key: string, user?: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    entry.usedAt = this.#memory.nextUse();
    if (user === undefined || user === entry.owner || !this.#isBetterOff(user, entry.owner))
      this.#byOwner.get(entry.owner)?.get(key);
    else this.#put({ ...entry, owner: user });
    return entry.value;
  }

  ownerOf(key: string): string | undefined {
    return this.#entries.get(key)?.owner;
  }

  /** Puts a value in. One that alone is heavier than the whole limit is not kept. */
  set(key: string, value: V, owner = NO_OWNER): void {
    const bytes = this.#bounds.weigh(value, key);
    this.delete(key);
    if (bytes > this.#memory.limit) return this.#bounds.onEvicted?.(value, key);
    this.#put({ key, value, owner, bytes, usedAt: this.#memory.nextUse() });
    this.#incoming = key;
    this.#keepToNumber();
    this.#memory.makeRoom();
    this.#incoming = undefined;
  }

  /** Call when the weight of a value has changed. */
  reweigh(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    const bytes = this.#bounds.weigh(entry.value, key);
    this.#memory.addBytes(entry.owner, bytes - entry.bytes);
    entry.bytes = bytes;
    this.#memory.makeRoom();
  }

  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    this.#entries.delete(key);
    const owned = this.#byOwner.get(entry.owner);
    owned?.delete(key);
    if (owned?.size === 0) this.#byOwner.delete(entry.owner);
    this.#memory.addBytes(entry.owner, -entry.bytes);
    return true;
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  *values(): Iterable<V> {
    for (const { value } of this.#entries.values()) yield value;
  }

  entriesOf(owner: string): number {
    return this.#byOwner.get(owner)?.size ?? 0;
  }

  /** For the memory: the use number of this owner's least recently used value; Infinity when none can be evicted. */
  oldestUse(owner: string): number {
    return this.#oldest(owner)?.usedAt ?? Infinity;
  }

  /** For the memory. @returns whether something went */
  evictOldest(owner: string): boolean {
    const oldest = this.#oldest(owner);
    if (!oldest) return false;
    this.delete(oldest.key);
    this.#evicted += 1;
    this.#bounds.onEvicted?.(oldest.value, oldest.key);
    return true;
  }

  #oldest(owner: string): Entry<V> | undefined {
    const owned = this.#byOwner.get(owner);
    for (let left = owned?.size ?? 0; left > 0; left -= 1) {
      const { value: key } = owned?.rkeys().next() ?? {};
      const entry = key === undefined ? undefined : owned?.peek(key);
      if (!entry) return undefined;
      if (key !== this.#incoming && (this.#bounds.isEvictable?.(entry.value, entry.key) ?? true))
        return entry;
      // What can't be evicted is marked as used, so that it isn't looked at again and again.
      owned?.get(entry.key);
    }
    return undefined;
  }

  #put(entry: Entry<V>): void {
    this.delete(entry.key);
    this.#entries.set(entry.key, entry);
    const owned = this.#byOwner.get(entry.owner) ?? new LRUCache({ maxSize: Number.MAX_SAFE_INTEGER });
    this.#byOwner.set(entry.owner, owned);
    owned.set(entry.key, entry, { size: 1 });
    this.#memory.addBytes(entry.owner, entry.bytes);
  }

  #keepToNumber(): void {
    while (this.#entries.size > this.#bounds.most) {
      const largest = [...this.#byOwner].sort(([, a], [, b]) => b.size - a.size);
      if (!largest.some(([owner]) => this.evictOldest(owner))) return;
    }
  }

  /** By a factor of two, so that two callers who use the same value don't take it from each other again and again. */
  #isBetterOff(user: string, owner: string): boolean {
    return owner === NO_OWNER || this.#memory.bytesOf(user) * 2 < this.#memory.bytesOf(owner);
  }
}

/** A map of at most so many values, of no account of bytes: with one more, what was not used for the longest time goes. */
export const recentMap = <V extends object>(most: number) => new LRUCache<string, V>({ max: most });

/** Bytes of a text as V8 may hold it: two for each character. */
export const textBytes = (text: string): number => 2 * text.length;
