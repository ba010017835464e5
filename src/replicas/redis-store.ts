// Keeps values in Redis for all processes, and hears of what the others have put there.
import type { RedisLink } from './connection.js';
import { CLOCK_SLACK } from './redis-time.js';
import type { MomentOf, Store } from '../cache/store.js';
import type { ReplicasObserver } from './observer.js';

/** How a value is written and read back. */
export interface Codec<V> {
  readonly momentOf: MomentOf<V>;
  encode(value: V): Promise<string>;
  /** @param moment monotonic milliseconds of this process; undefined for what it can't read */
  decode(text: string, moment: number): Promise<V | undefined>;
}

/** Where the values of one organization are. */
export interface Space {
  /** Before every key. */
  readonly prefix: string;
  /** Where writes are told of. */
  readonly channel: string;
  /** Names this process among those that write. */
  readonly owner: string;
}

/** What another process has written, or that it has come to an end without. */
type OnWritten<V> = (keys: readonly string[], value: V | undefined) => void;

/** Digits of a stamp: microseconds of Redis's clock at the moment of a value, before its text. */
export const STAMP_DIGITS = 16;

export const stampOf = (micros: number): string => String(Math.max(0, micros)).padStart(STAMP_DIGITS, '0');

/** Lua: the stamp of what is under a key, nothing if that is none of ours. */
export const STAMP_UNDER = `
local function stampUnder(key)
  local held = redis.pcall('GETRANGE', key, 0, ${STAMP_DIGITS - 1})
  return type(held) == 'string' and #held == ${STAMP_DIGITS} and string.match(held, '^%d+$')
end
`;

/**
 * Writes unless something newer is there, and tells all. What has no stamp, or one from the future, is somebody
 * else's and gives way. KEYS: where; ARGV: stamp, text, milliseconds, channel, head of the message.
 */
const WRITE = `${STAMP_UNDER}
local t = redis.call('TIME')
local soon = t[1] * 1000000 + t[2] + ${CLOCK_SLACK}
local written = 0
for _, key in ipairs(KEYS) do
  local stamp = stampUnder(key)
  if not stamp or tonumber(stamp) > soon or stamp <= ARGV[1] then
    redis.call('SET', key, ARGV[1] .. ARGV[2], 'PX', ARGV[3])
    written = written + 1
  end
end
if written > 0 then redis.call('PUBLISH', ARGV[4], ARGV[5] .. '\\n' .. ARGV[1] .. ARGV[2]) end
return written
`;

/** A store in Redis. Nothing in here rejects: a Redis that is away holds nothing. */
export class RedisStore<V extends object> implements Store<V> {
  readonly #link: RedisLink;
  readonly #space: Space;
  readonly #codec: Codec<V>;
  readonly #onWritten: OnWritten<V>;
  readonly #observer: Pick<ReplicasObserver, 'unreadable'>;
  /** Stamps of values that were read or written, so that each has one only. */
  readonly #stamps = new WeakMap<V, string>();
  /** Messages are taken in the order in which they came, however long one takes to read. */
  #heard: Promise<void> = Promise.resolve();

  constructor(
    link: RedisLink,
    space: Space,
    codec: Codec<V>,
    onWritten: OnWritten<V>,
    observer: Pick<ReplicasObserver, 'unreadable'>,
  ) {
    this.#link = link;
    this.#space = space;
    this.#codec = codec;
    this.#onWritten = onWritten;
    this.#observer = observer;
    link.listen(space.channel, (message) => this.#hear(message));
  }

  peek(): undefined {
    return undefined;
  }

  async get(key: string): Promise<V | undefined> {
    const text = await this.#link.get(this.keyOf(key));
    return text === undefined ? undefined : this.#read(text);
  }

  /** Reads a value as if its writing had just been told of. */
  async fetch(key: string): Promise<void> {
    const value = await this.get(key);
    if (value) this.#onWritten([key], value);
  }

  async set(keys: readonly string[], value: V, keepForMs: number): Promise<void> {
    // Writing it down for nobody costs as much as for somebody.
    if (!this.#link.connected) return;
    const { channel, owner } = this.#space;
    const keep = String(Math.max(1, Math.ceil(keepForMs)));
    const head = JSON.stringify([owner, keys]);
    const values = [this.stampOf(value), await this.#codec.encode(value), keep, channel, head];
    await this.#link.run(
      WRITE,
      keys.map((key) => this.keyOf(key)),
      values,
    );
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.#link.delete(keys.map((key) => this.keyOf(key)));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  keyOf(key: string): string {
    return `${this.#space.prefix}snapshot:${key}`;
  }

  /** The stamp of a value: that which it came with, or Redis's clock at its moment. */
  stampOf(value: V): string {
    const known = this.#stamps.get(value);
    if (known !== undefined) return known;
    const { time } = this.#link;
    const stamp = stampOf(time.toShared(this.#codec.momentOf(value)));
    if (time.known) this.#stamps.set(value, stamp);
    return stamp;
  }

  async #read(text: string): Promise<V | undefined> {
    const stamp = text.slice(0, STAMP_DIGITS);
    const micros = /^\d{16}$/.test(stamp) ? Number(stamp) : Infinity;
    const value = this.#link.time.isAhead(micros)
      ? undefined
      : await this.#codec.decode(text.slice(STAMP_DIGITS), this.#link.time.toLocal(micros));
    if (value) this.#stamps.set(value, stamp);
    else this.#observer.unreadable();
    return value;
  }

  #hear(message: string): void {
    const end = message.indexOf('\n');
    const [owner, keys] = readHead(message.slice(0, Math.max(0, end)));
    if (end < 0 || !keys) return this.#observer.unreadable();
    if (owner === this.#space.owner) return;
    const text = message.slice(end + 1);
    this.#heard = this.#heard.then(() => this.#take(keys, text)).catch(() => this.#observer.unreadable());
  }

  async #take(keys: readonly string[], text: string): Promise<void> {
    const value = text === '' ? undefined : await this.#read(text);
    if (text === '' || value) this.#onWritten(keys, value);
  }
}

function readHead(text: string): readonly [owner: string, keys: string[]] | readonly [] {
  try {
    const head: unknown = JSON.parse(text);
    if (!Array.isArray(head) || head.length !== 2) return [];
    const [owner, keys] = head as [unknown, unknown];
    const sound =
      typeof owner === 'string' && Array.isArray(keys) && keys.every((key) => typeof key === 'string');
    return sound ? [owner, keys] : [];
  } catch {
    return [];
  }
}
