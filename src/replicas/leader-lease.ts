// The lead among replicas: a lease in Redis that is made longer for as long as its owner lives.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { RedisLink } from './connection.js';
import { encodeMessage, PUBLISH_STAMPED } from './messages.js';

/** Times of a lease in milliseconds. */
interface LeaseTimes {
  /** It runs out in Redis after this long unless it is made longer. */
  readonly leaseMs: number;
  /** It is given up here before that: clocks differ. */
  readonly heldMs: number;
  /** Between two tries to take it or to make it longer. */
  readonly lookEveryMs: number;
}

const USUAL_TIMES: LeaseTimes = { leaseMs: 4_000, heldMs: 3_000, lookEveryMs: 1_000 };

/**
 * KEYS: lease; ARGV: name, milliseconds. 1: it is held under this name. A lease that doesn't end soon is none of
 * ours, and is taken.
 */
const TAKE = `
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then
  local left = redis.call('PTTL', KEYS[1])
  if left >= 0 and left <= tonumber(ARGV[2]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/** KEYS: lease; ARGV: name, channel, message. */
const GIVE_BACK = `${PUBLISH_STAMPED}
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
publishStamped(ARGV[2], ARGV[3])
return 1
`;

interface LeaderLeaseDependencies {
  readonly link: RedisLink;
  readonly clock: Clock;
  /** Key of the lease. */
  readonly key: string;
  /** Where its end is told of. */
  readonly channel: string;
  /** Names this process. */
  readonly owner: string;
  readonly times?: LeaseTimes;
  /** @param name of this time of leading; no other has it */
  won(name: string): void;
  lost(): void;
}

/** Seeks the lead and holds it. Nothing in here rejects. */
export class LeaderLease {
  readonly #dependencies: LeaderLeaseDependencies;
  readonly #lasts: LeaseTimes;
  #times = 0;
  /** Monotonic milliseconds until which it is surely ours. */
  #until: number | undefined;
  #running = false;
  #looking: Promise<void> | undefined;
  #again: Cancel = () => undefined;
  #end: Cancel = () => undefined;

  constructor(dependencies: LeaderLeaseDependencies) {
    this.#dependencies = dependencies;
    this.#lasts = dependencies.times ?? USUAL_TIMES;
  }

  /** The name under which this process leads right now, undefined if it doesn't. */
  get name(): string | undefined {
    if (this.#until === undefined) return undefined;
    // A process that stood still may be asked before its timers are.
    if (this.#dependencies.clock.now() >= this.#until) this.#lose();
    return this.#until === undefined ? undefined : this.#nameNow();
  }

  start(): void {
    this.#running = true;
    this.look();
  }

  /** Takes the lease, or makes it longer, and does so again and again. */
  look(): void {
    if (!this.#running) return;
    this.#again();
    this.#again = this.#dependencies.clock.after(this.#lasts.lookEveryMs, () => this.look());
    this.#looking ??= this.#take().finally(() => (this.#looking = undefined));
  }

  /** Gives the lease back; `lost` is not called. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#again();
    this.#end();
    this.#until = undefined;
    const name = this.#nameNow();
    // Who starts again meanwhile is another.
    this.#times += 1;
    await this.#looking;
    const { link, key, channel } = this.#dependencies;
    await link.run(GIVE_BACK, [key], [name, channel, encodeMessage({ kind: 'over', leader: name })]);
  }

  #nameNow(): string {
    return `${this.#dependencies.owner} ${this.#times + 1}`;
  }

  async #take(): Promise<void> {
    const { link, clock, key } = this.#dependencies;
    const name = this.#nameNow();
    const sentAt = clock.now();
    const reply = await link.run(TAKE, [key], [name, String(this.#lasts.leaseMs)]);
    if (!this.#running || reply === undefined || name !== this.#nameNow()) return;
    if (reply !== 1) return this.#lose();
    const until = sentAt + this.#lasts.heldMs;
    // The answer was too long on its way.
    if (clock.now() >= until) return;
    const first = this.#until === undefined;
    this.#until = until;
    this.#end();
    this.#end = clock.after(until - clock.now(), () => this.#lose());
    if (first) this.#dependencies.won(name);
  }

  #lose(): void {
    this.#end();
    if (this.#until === undefined) return;
    this.#until = undefined;
    this.#times += 1;
    this.#dependencies.lost();
  }
}
