// Leases in Redis: who fetches for a key, for a short time that is made longer while the fetch lives.
import { within, type Cancel, type Clock } from '../runtime/clock.js';
import type { Claim, Leases } from '../cache/leases.js';
import type { RedisLink } from './connection.js';
import { STAMP_DIGITS, STAMP_UNDER, type RedisStore, type Space } from './redis-store.js';
import type { ReplicasObserver } from './observer.js';

/** A lease runs out after this long unless it is made longer. */
const LEASE_MS = 500;
const EXTEND_EVERY_MS = 200;
/** The end of another's lease, as seen from here. */
const MARGIN_MS = 10;

/**
 * KEYS: lease, value; ARGV: owner, milliseconds, stamp of the value that is held. A lease that doesn't end soon is
 * none of ours, and is taken.
 */
const CLAIM = `${STAMP_UNDER}
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local stamp = stampUnder(KEYS[2])
if stamp and tonumber(stamp) <= now and stamp > ARGV[3] then return {now, 'newer', 0} end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return {now, 'ours', 0} end
local left = redis.call('PTTL', KEYS[1])
if left >= 0 and left <= tonumber(ARGV[2]) then return {now, 'theirs', left} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {now, 'ours', 0}
`;

/** KEYS: lease; ARGV: owner, milliseconds. */
const EXTEND = `
if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;

/** KEYS: lease; ARGV: owner, channel, message. */
const RELEASE = `
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return redis.call('PUBLISH', ARGV[2], ARGV[3])
`;

/** Nothing is newer than this. */
const NEWEST = '9'.repeat(STAMP_DIGITS);

/** Leases for the work whose results are in `store`. */
export class RedisLeases<V extends object> implements Leases<V> {
  readonly #link: RedisLink;
  readonly #store: RedisStore<V>;
  readonly #space: Space;
  readonly #clock: Clock;
  readonly #observer: Pick<ReplicasObserver, 'claimed'>;
  /** Who wants to be told of word of a key. */
  readonly #listening = new Map<string, Set<() => void>>();
  #claims = 0;

  constructor(
    link: RedisLink,
    store: RedisStore<V>,
    space: Space,
    clock: Clock,
    observer: Pick<ReplicasObserver, 'claimed'>,
  ) {
    this.#link = link;
    this.#store = store;
    this.#space = space;
    this.#clock = clock;
    this.#observer = observer;
  }

  async claim(key: string, held: V | undefined, evenIfNewer = false): Promise<Claim> {
    const claim = await this.#claim(key, evenIfNewer ? NEWEST : held ? this.#store.stampOf(held) : '');
    this.#observer.claimed(claim.kind);
    return claim;
  }

  /** Somebody has said something about `keys`. */
  appliedFromReplica(keys: readonly string[]): void {
    for (const key of keys) this.#listening.get(key)?.forEach((tell) => tell());
  }

  async #claim(key: string, stamp: string): Promise<Claim> {
    const lease = `${this.#space.prefix}lease:${key}`;
    const owner = `${this.#space.owner} ${(this.#claims += 1)}`;
    // Word may come sooner than the answer: it is on another connection.
    const message = this.#listen(key);
    const sentAt = this.#clock.now();
    const reply = await this.#link.run(
      CLAIM,
      [lease, this.#store.keyOf(key)],
      [owner, String(LEASE_MS), stamp],
    );
    const [micros, kind, left = 0] = Array.isArray(reply) ? (reply as [number, string, number]) : [];
    if (kind !== 'theirs') message.end();
    if (micros === undefined) return { kind: 'alone' };
    this.#link.time.note(micros, sentAt);
    if (kind === 'newer') {
      // It was told of, and the message is late or lost.
      await this.#store.fetch(key);
      return { kind };
    }
    if (kind === 'theirs') {
      this.#clock.after(left + MARGIN_MS, message.end);
      const late = () => new Error('no word');
      return { kind, change: (ms) => within(message.came, ms, this.#clock, late).catch(() => undefined) };
    }
    return this.#hold(key, lease, owner);
  }

  #hold(key: string, lease: string, owner: string): Claim {
    let cancel: Cancel;
    const extend = () => {
      cancel = this.#clock.after(EXTEND_EVERY_MS, () => {
        void this.#link.run(EXTEND, [lease], [owner, String(LEASE_MS)]);
        extend();
      });
    };
    extend();
    return {
      kind: 'ours',
      release: () => {
        cancel();
        const ended = `${JSON.stringify([this.#space.owner, [key]])}\n`;
        void this.#link.run(RELEASE, [lease], [owner, this.#space.channel, ended]);
        // Our own messages are not heard, and somebody here may wait too.
        this.appliedFromReplica([key]);
      },
    };
  }

  /** Listens for word of `key`; `came` resolves with the first, or at the end. */
  #listen(key: string): { readonly came: Promise<void>; readonly end: () => void } {
    const listening = this.#listening.get(key) ?? new Set();
    this.#listening.set(key, listening);
    let end = (): void => undefined;
    const came = new Promise<void>((resolve) => {
      listening.add(resolve);
      end = () => {
        resolve();
        listening.delete(resolve);
        if (listening.size === 0 && this.#listening.get(key) === listening) this.#listening.delete(key);
      };
    });
    return { came, end };
  }
}
