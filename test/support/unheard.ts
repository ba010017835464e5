// Reads from the simulator when changes of its queues can't have been heard of.
import type { Cancel, Clock } from '../../src/runtime/clock.js';
import type { Simulator } from '../../src/simulator/index.js';
import type { Unheard } from './judged-answers.js';

/** Milliseconds of the clock between two looks. */
const LOOK_EVERY_MS = 20;
/** Without a sign of life for so long, a connection is taken for dead. */
const SILENT_AFTER_MS = 25_000;

/** Looks on, from its making until it is stopped. */
export class UnheardTimes {
  readonly all: Unheard[] = [];
  readonly #simulator: Simulator;
  readonly #clock: Clock;
  /** Those that go on, by queue. */
  readonly #going = new Map<string, Unheard>();
  #connections = 0;
  #closing = false;
  #silent = false;
  #cancel: Cancel = () => undefined;

  constructor(simulator: Simulator, clock: Clock) {
    this.#simulator = simulator;
    this.#clock = clock;
    this.#look();
  }

  /** The connection has ended. */
  cut(): void {
    const now = this.#clock.now();
    this.all.push({ from: now, until: now });
    this.#silent = false;
  }

  /** From now on the connection says nothing, if there is one. */
  silenced(): void {
    const now = this.#clock.now();
    if (this.#topics().size === 0) return;
    this.all.push({ from: now + SILENT_AFTER_MS, until: now });
    this.#silent = true;
  }

  /** The next connection may take over from the one before without a gap. */
  closing(): void {
    this.#closing = true;
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => this.#look());
    const now = this.#clock.now();
    const { connections } = this.#simulator.notifications;
    if (connections > this.#connections) {
      if (!this.#closing) this.cut();
      this.#closing = this.#silent = false;
      this.#connections = connections;
    }
    // A silent connection doesn't even tell of its end.
    if (this.#silent) return this.#going.clear();
    const topics = this.#topics();
    for (const { id } of this.#simulator.queues) {
      const both = [`v2.analytics.queues.${id}.observations`, `v2.routing.queues.${id}.users`];
      if (both.every((topic) => topics.has(topic))) this.#going.delete(id);
      else this.#goesOn(id, now);
    }
  }

  #goesOn(queueId: string, now: number): void {
    const going = this.#going.get(queueId) ?? { queueId, from: now, until: now };
    if (!this.#going.has(queueId)) this.all.push(going);
    this.#going.set(queueId, going);
    going.until = now;
  }

  /** What is subscribed where somebody listens. */
  #topics(): Set<string> {
    const heard = this.#simulator.notifications.channels.filter(({ connected }) => connected);
    return new Set(heard.flatMap(({ topics }) => topics));
  }
}
