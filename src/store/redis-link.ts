// The connection to Redis (or Valkey): it comes and goes, and nobody waits for it. The only importer of the client.
import type { createClient } from '@redis/client';
import { within, type Clock } from '../runtime/clock.js';

type Client = ReturnType<typeof createClient>;

/** How Redis is reached. Times are milliseconds. */
export interface RedisTarget {
  /** Asked anew for each connection: files may have changed. `url` is `redis://` or `rediss://`. */
  readonly credentials: () => {
    readonly url: string;
    readonly username?: string;
    readonly password?: string;
  };
  /** Certificate authorities in PEM that are trusted instead of the usual ones. */
  readonly ca?: string | undefined;
  readonly connectTimeout: number;
  /** A command that takes longer is given up, and the connection with it. */
  readonly commandTimeout: number;
}

/** What the world hears of the connection. */
export interface LinkObserver {
  connected(): void;
  /** @param reason words of ours or of Redis, without secrets */
  lost(reason: string): void;
}

/** Milliseconds between two looks whether Redis is still there. */
const PULSE_MS = 2_000;
const RECONNECT_FIRST_MS = 250;
const RECONNECT_LONGEST_MS = 5_000;
/** Commands that wait for an answer at once. */
const MAX_WAITING = 1_000;

/** What a Lua script answers. */
export type Reply = string | number | null | readonly Reply[];

/** One connection for commands and one for messages, made anew whenever either is lost. */
export class RedisLink {
  readonly #target: RedisTarget;
  readonly #clock: Clock;
  readonly #observer: LinkObserver;
  readonly #random: () => number;
  readonly #channels = new Map<string, (message: string) => void>();
  #clients: readonly [commands: Client, messages: Client] | undefined;
  #failures = 0;
  #trouble: string | undefined = 'not connected yet';
  #stopped = false;
  #cancel = (): void => undefined;
  /** Redis's clock minus ours in microseconds: between these two, by the round trip of the last reading. */
  #ahead = { least: 0, most: 0 };

  constructor(target: RedisTarget, clock: Clock, observer: LinkObserver, random: () => number = Math.random) {
    this.#target = target;
    this.#clock = clock;
    this.#observer = observer;
    this.#random = random;
  }

  /** Why Redis can't be used, undefined while it can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Calls `onMessage` with each message on `channel`, from the next connection on. */
  listen(channel: string, onMessage: (message: string) => void): void {
    this.#channels.set(channel, onMessage);
  }

  /** Begins to connect, and goes on trying for as long as it takes. */
  start(): void {
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#drop();
  }

  /** What a script answers, or undefined when Redis is away, late or answers with an error. Never rejects. */
  async run(script: string, keys: readonly string[], values: readonly string[]): Promise<Reply | undefined> {
    return this.#ask((client) => client.eval(script, { keys: [...keys], arguments: [...values] })) as Promise<
      Reply | undefined
    >;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#ask((client) => client.get(key))) ?? undefined;
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.#ask((client) => client.del([...keys]));
  }

  /** Notes that Redis's clock showed `micros` at some moment since `sentAt`, our monotonic milliseconds. */
  noteTime(micros: number, sentAt: number): void {
    this.#ahead = { least: micros - this.#clock.now() * 1000, most: micros - sentAt * 1000 };
  }

  /** Our monotonic milliseconds at which Redis's clock showed `micros`: rather too early, so that ages err upward. */
  toLocal(micros: number): number {
    return Math.min((micros - this.#ahead.most) / 1000, this.#clock.now());
  }

  /** What Redis's clock showed in microseconds at `moment` of ours: rather too early too. */
  toShared(moment: number): number {
    return Math.floor(moment * 1000 + this.#ahead.least);
  }

  async #ask<T>(command: (client: Client) => Promise<T>): Promise<T | undefined> {
    const [client] = this.#clients ?? [];
    if (!client) return undefined;
    const { commandTimeout } = this.#target;
    const late = new Error(`no answer within ${commandTimeout} ms`);
    try {
      const answer = await within(command(client), commandTimeout, this.#clock, () => late);
      if (client === this.#clients?.[0]) this.#trouble = undefined;
      return answer;
    } catch (fault) {
      if (client !== this.#clients?.[0]) return undefined;
      const reason = reasonOf(fault);
      // Redis speaks, but not as it should: nothing is gained by another connection, unless it is read-only.
      if (isReply(fault) && !reason.startsWith('READONLY')) this.#complain(reason);
      else this.#lose(reason);
      return undefined;
    }
  }

  async #connect(): Promise<void> {
    const { createClient } = await import('@redis/client');
    const { credentials, ca, connectTimeout, commandTimeout } = this.#target;
    const socket = { connectTimeout, reconnectStrategy: false, ...(ca && { ca }) } as const;
    const bounds = { disableOfflineQueue: true, commandsQueueMaxLength: MAX_WAITING };
    const options = { ...credentials(), ...bounds, socket };
    const make = () => createClient(options) as unknown as Client;
    const clients = [make(), make()] as const;
    for (const client of clients) client.on('error', (fault: unknown) => this.#fail(clients, fault));
    try {
      await within(
        this.#open(clients),
        connectTimeout + commandTimeout,
        this.#clock,
        () => new Error('no answer'),
      );
      if (this.#stopped) return clients.forEach(destroy);
      this.#clients = clients;
      this.#failures = 0;
      this.#trouble = undefined;
      this.#observer.connected();
      this.#pulse();
    } catch (fault) {
      this.#fail(clients, fault);
    }
  }

  async #open([commands, messages]: readonly [Client, Client]): Promise<void> {
    await Promise.all([commands.connect(), messages.connect()]);
    for (const [channel, onMessage] of this.#channels) await messages.subscribe(channel, onMessage);
    await this.#readTime(commands);
  }

  async #readTime(client: Client): Promise<void> {
    const sentAt = this.#clock.now();
    const [seconds = '', micros = ''] = (await client.sendCommand(['TIME'])) as unknown as string[];
    this.noteTime(Number(seconds) * 1e6 + Number(micros), sentAt);
  }

  /** Redis is asked now and then even if nobody needs it, so that its end is known before that. */
  #pulse(): void {
    this.#cancel = this.#clock.after(PULSE_MS, () => {
      void this.#ask((client) => this.#readTime(client)).then(() => {
        if (this.#clients && !this.#stopped) this.#pulse();
      });
    });
  }

  #fail(clients: readonly [Client, Client], fault: unknown): void {
    clients.forEach(destroy);
    if (this.#clients && this.#clients !== clients) return;
    if (this.#failing.has(clients)) return;
    this.#failing.add(clients);
    this.#lose(reasonOf(fault));
  }

  /** Connections whose end is known: each may complain several times. */
  readonly #failing = new WeakSet<object>();

  #lose(reason: string): void {
    this.#drop();
    if (this.#stopped) return;
    this.#complain(reason);
    this.#failures += 1;
    const pause = Math.min(RECONNECT_FIRST_MS * 2 ** Math.min(this.#failures - 1, 10), RECONNECT_LONGEST_MS);
    this.#cancel();
    this.#cancel = this.#clock.after(pause * (0.5 + this.#random() / 2), () => void this.#connect());
  }

  #complain(reason: string): void {
    const known = this.#trouble === reason;
    this.#trouble = reason;
    if (!known) this.#observer.lost(reason);
  }

  #drop(): void {
    if (this.#clients) this.#failing.add(this.#clients);
    this.#clients?.forEach(destroy);
    this.#clients = undefined;
  }
}

function destroy(client: Client): void {
  try {
    client.destroy();
  } catch {
    // It was not open.
  }
}

/** An error that Redis itself answered with; its text begins with a word in capitals. */
function isReply(fault: unknown): boolean {
  return fault instanceof Error && /^[A-Z]{2,}\b/.test(fault.message) && !('code' in fault);
}

function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return 'unknown';
  const inner = fault instanceof AggregateError ? (fault.errors[0] as unknown) : undefined;
  return inner instanceof Error ? inner.message : fault.message || fault.name;
}
