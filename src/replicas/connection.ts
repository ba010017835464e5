// The connection to Redis (or Valkey): it comes and goes, and nobody waits for it. The only importer of the client.
import type { createClient } from '@redis/client';
import { growingPause } from '../domain/retry.rules.js';
import { within, type Clock } from '../runtime/clock.js';
import { isReply, reasonOf } from './connection-reason.js';
import { clientOptions, type RedisTarget } from './connection-target.js';
import { RedisTime } from './redis-time.js';
import type { ReplicasObserver } from './observer.js';

export type { RedisTarget } from './connection-target.js';

type Client = ReturnType<typeof createClient>;
type Clients = readonly [commands: Client, messages: Client];

/** Milliseconds between two looks whether Redis is still there. */
const PULSE_MS = 2_000;
const RECONNECT_FIRST_MS = 250;
const RECONNECT_LONGEST_MS = 5_000;
/** What Redis refused to do counts as trouble until it does that again, or for so long. */
const REFUSAL_MS = 10_000;

/** What a Lua script answers. */
type Reply = string | number | null | readonly Reply[];

/** One connection for commands and one for messages, made anew whenever either is lost. */
export class RedisLink {
  readonly #target: RedisTarget;
  readonly #clock: Clock;
  readonly #observer: Pick<ReplicasObserver, 'connected' | 'lost'>;
  readonly #random: () => number;
  readonly #channels = new Map<string, (message: string) => void>();
  readonly #watchers: Array<(connected: boolean) => void> = [];
  #clients: Clients | undefined;
  #connecting: Clients | undefined;
  /** Connections that are done with: each may complain several times. */
  readonly #ended = new WeakSet<Clients>();
  #failures = 0;
  #trouble: string | undefined = 'not connected yet';
  #refused: { readonly what: string; readonly at: number } | undefined;
  #stopped = false;
  #cancel = (): void => undefined;
  readonly time: RedisTime;

  constructor(
    target: RedisTarget,
    clock: Clock,
    observer: Pick<ReplicasObserver, 'connected' | 'lost'>,
    random: () => number = Math.random,
  ) {
    this.#target = target;
    this.#clock = clock;
    this.time = new RedisTime(clock);
    this.#observer = observer;
    this.#random = random;
  }

  /** Why Redis can't be used, undefined while it can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Whether there is anybody to send a command to. */
  get connected(): boolean {
    return this.#clients !== undefined;
  }

  /** Calls `onMessage` with each message on `channel`, from the next connection on. */
  listen(channel: string, onMessage: (message: string) => void): void {
    this.#channels.set(channel, onMessage);
  }

  /** Calls `onChange` each time a connection has come about, and at once when it is no more. */
  watch(onChange: (connected: boolean) => void): void {
    this.#watchers.push(onChange);
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
    const command = (client: Client) => client.eval(script, { keys: [...keys], arguments: [...values] });
    return this.#ask(script, command) as Promise<Reply | undefined>;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#ask('GET', (client) => client.get(key))) ?? undefined;
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.#ask('DEL', (client) => client.del([...keys]));
  }

  /** @param what names the command: what is refused is no better for another one that is not */
  async #ask<T>(what: string, command: (client: Client) => Promise<T>): Promise<T | undefined> {
    const [client] = this.#clients ?? [];
    if (!client) return undefined;
    const { commandTimeout } = this.#target;
    const late = new Error(`no answer within ${commandTimeout} ms`);
    try {
      const answer = await within(command(client), commandTimeout, this.#clock, () => late);
      if (client === this.#clients?.[0]) this.#answered(what);
      return answer;
    } catch (fault) {
      if (client !== this.#clients?.[0]) return undefined;
      const reason = reasonOf(fault);
      // Redis speaks, but not as it should: nothing is gained by another connection, unless it is read-only.
      if (isReply(fault) && !/\bREADONLY\b/.test(reason)) this.#refuse(what, reason);
      else this.#lose(reason);
      return undefined;
    }
  }

  #answered(what: string): void {
    const refused = this.#refused;
    if (refused && refused.what !== what && this.#clock.now() - refused.at < REFUSAL_MS) return;
    this.#refused = undefined;
    this.#trouble = undefined;
  }

  #refuse(what: string, reason: string): void {
    // Somebody has put something else under a key: that says nothing about Redis.
    if (reason.startsWith('WRONGTYPE')) return;
    this.#refused = { what, at: this.#clock.now() };
    this.#complain(reason);
  }

  async #connect(): Promise<void> {
    try {
      const { createClient } = await import('@redis/client');
      if (this.#stopped) return;
      const make = () => createClient(clientOptions(this.#target)) as unknown as Client;
      const clients = [make(), make()] as const;
      this.#connecting = clients;
      for (const client of clients) {
        client.on('error', (fault: unknown) => this.#fail(clients, fault));
        // One that is ended before it has a socket would go on when it gets one.
        client.on('connect', () => this.#ended.has(clients) && destroy(client));
      }
      await this.#open(clients).catch((fault: unknown) => this.#fail(clients, fault));
    } catch (fault) {
      // An address that can't be used.
      this.#lose(reasonOf(fault));
    }
  }

  async #open(clients: Clients): Promise<void> {
    const { connectTimeout, commandTimeout } = this.#target;
    const late = () => new Error('no answer');
    await within(this.#greet(clients), connectTimeout + commandTimeout, this.#clock, late);
    if (this.#ended.has(clients)) return;
    this.#connecting = undefined;
    this.#clients = clients;
    this.#refused = undefined;
    this.#trouble = undefined;
    this.#observer.connected();
    this.#watchers.forEach((tell) => tell(true));
    this.#pulse();
  }

  async #greet([commands, messages]: Clients): Promise<void> {
    await Promise.all([commands.connect(), messages.connect()]);
    for (const [channel, onMessage] of this.#channels) await messages.subscribe(channel, onMessage);
    await this.#readTime(commands);
  }

  async #readTime(client: Client): Promise<void> {
    const sentAt = this.#clock.now();
    const [seconds = '', micros = ''] = (await client.sendCommand(['TIME'])) as unknown as string[];
    this.time.note(Number(seconds) * 1e6 + Number(micros), sentAt);
  }

  /** Redis is asked now and then even if nobody needs it, so that its end is known before that. */
  #pulse(): void {
    this.#cancel = this.#clock.after(PULSE_MS, () => {
      // It has lasted: the next end of it is another story.
      this.#failures = 0;
      void this.#askBoth().then(() => {
        if (this.#clients && !this.#stopped) this.#pulse();
      });
    });
  }

  /** Word of others comes on a connection of its own, whose end is as silent. */
  async #askBoth(): Promise<void> {
    const messages = this.#clients?.[1];
    await Promise.all([
      this.#ask('TIME', (client) => this.#readTime(client)),
      this.#ask('PING', () => messages?.ping() ?? Promise.resolve('')),
    ]);
  }

  #fail(clients: Clients, fault: unknown): void {
    if (!this.#ended.has(clients)) this.#lose(reasonOf(fault));
  }

  #lose(reason: string): void {
    this.#drop();
    if (this.#stopped) return;
    this.#complain(reason);
    this.#failures += 1;
    const pause = growingPause(RECONNECT_FIRST_MS, RECONNECT_LONGEST_MS, this.#failures, this.#random());
    this.#cancel();
    this.#cancel = this.#clock.after(pause, () => void this.#connect());
  }

  #complain(reason: string): void {
    const known = this.#trouble === reason;
    this.#trouble = reason;
    if (!known) this.#observer.lost(reason);
  }

  #drop(): void {
    const wasConnected = this.connected;
    for (const clients of [this.#clients, this.#connecting]) {
      if (!clients) continue;
      this.#ended.add(clients);
      clients.forEach(destroy);
    }
    this.#clients = undefined;
    this.#connecting = undefined;
    if (wasConnected) this.#watchers.forEach((tell) => tell(false));
  }
}

function destroy(client: Client): void {
  try {
    client.destroy();
  } catch {
    // It was not open.
  }
}
