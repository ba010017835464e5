// A Redis in this process, on a fake clock, as far as sharing looks needs one: messages, one lease, one text.
import { STAMP_DIGITS } from '../../src/replicas/redis-store.js';
import type { RedisLink } from '../../src/replicas/connection.js';
import { RedisTime } from '../../src/replicas/redis-time.js';
import type { Clock } from '../../src/runtime/clock.js';

/** What is in common of all links; `values` live as long as their time, on the clock of all. */
export class FakeRedis {
  readonly #clock: Clock;
  readonly #links: FakeLink[] = [];
  readonly values = new Map<string, { readonly text: string; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Microseconds of its own clock. */
  get micros(): number {
    return Math.round(this.#clock.wall() * 1_000);
  }

  link(): FakeLink {
    const link = new FakeLink(this, this.#clock);
    this.#links.push(link);
    return link;
  }

  get(key: string): string | undefined {
    const value = this.values.get(key);
    return value && value.until > this.#clock.now() ? value.text : undefined;
  }

  set(key: string, text: string, ms: number): void {
    this.values.set(key, { text, until: this.#clock.now() + ms });
  }

  /** Publishes a text as it is. */
  publish(channel: string, text: string): void {
    for (const link of this.#links) link.receive(channel, text);
  }

  publishStamped(channel: string, text: string): void {
    this.publish(channel, String(this.micros).padStart(STAMP_DIGITS, '0') + text);
  }
}

export class FakeLink {
  readonly #redis: FakeRedis;
  readonly #channels = new Map<string, (message: string) => void>();
  readonly #watchers: Array<(connected: boolean) => void> = [];
  readonly time: RedisTime;
  connected = true;

  constructor(redis: FakeRedis, clock: Clock) {
    this.#redis = redis;
    this.time = new RedisTime(clock);
    this.time.note(redis.micros, clock.now());
  }

  /** As what it stands for. */
  get asLink(): RedisLink {
    return this as unknown as RedisLink;
  }

  listen(channel: string, onMessage: (message: string) => void): void {
    this.#channels.set(channel, onMessage);
  }

  watch(onChange: (connected: boolean) => void): void {
    this.#watchers.push(onChange);
  }

  connect(connected: boolean): void {
    this.connected = connected;
    this.#watchers.forEach((tell) => tell(connected));
  }

  receive(channel: string, text: string): void {
    if (this.connected) this.#channels.get(channel)?.(text);
  }

  run(script: string, [key = '']: readonly string[], values: readonly string[]): Promise<unknown> {
    return Promise.resolve(this.connected ? this.#run(script, key, values) : undefined);
  }

  #run(script: string, key: string, [first = '', second = '', third = '']: readonly string[]): unknown {
    const redis = this.#redis;
    // The lease is given back.
    if (script.includes("'DEL'")) {
      if (redis.get(key) !== first) return 0;
      redis.values.delete(key);
      redis.publishStamped(second, third);
      return 1;
    }
    if (script.includes('publishStamped(ARGV[1]')) {
      redis.publishStamped(first, second);
      return 1;
    }
    // It is taken, or made longer.
    if (script.includes("'PTTL'")) {
      if (redis.get(key) !== undefined && redis.get(key) !== first) return 0;
      redis.set(key, first, Number(second));
      return 1;
    }
    if (script.includes("'SET'")) {
      redis.set(key, first, Number(second));
      return 1;
    }
    return redis.get(key) ?? '';
  }
}
