// The way of an event to those who listen, with all that can go wrong on it.
import type { Cancel, Clock } from '../../runtime/clock.js';
import type { Random } from '../random.js';
import type { Channel, ChannelBook } from './channels.js';
import { chosen, parseTopic } from './topics.js';
import type { EventRecord, Fate, PushFaults } from './types.js';

type OpenRecord = { -readonly [Field in keyof EventRecord]: EventRecord[Field] };

interface Letter {
  readonly channel: Channel;
  readonly text: string;
  readonly record: OpenRecord;
}

/** Beyond this many the older half of the records goes. */
const MOST = 100_000;
/** How long an event that lets the next one pass waits for it. */
const LONGEST_HOLD_MS = 1_000;

/** Sends events, and remembers what became of each. */
export class Delivery {
  faults: PushFaults = {};
  records: OpenRecord[] = [];
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #book: ChannelBook;
  readonly #held = new Map<Channel, { readonly letter: Letter; readonly cancel: Cancel }>();

  constructor(clock: Clock, random: Random, book: ChannelBook) {
    this.#clock = clock;
    this.#random = random;
    this.#book = book;
  }

  /** Sends an event to every channel that has subscribed to its topic and is connected. */
  announce(topicName: string, body: () => unknown): void {
    const listeners = this.#book.subscribers(topicName).filter(({ line }) => line !== undefined);
    if (listeners.length === 0) this.#record(topicName, null, 'nobody');
    const eventBody = listeners.length > 0 ? body() : undefined;
    for (const channel of listeners) {
      const metadata = { CorrelationId: this.#random.uuid() };
      const text = JSON.stringify({ topicName, version: '2', eventBody, metadata });
      this.#post({ channel, text, record: this.#record(topicName, channel.id, 'sent') });
    }
  }

  #record(topic: string, channel: string | null, fate: Fate): OpenRecord {
    const record: OpenRecord = { at: this.#clock.now(), topic, channel, fate, sentAt: null };
    if (this.records.length >= MOST) this.records = this.records.slice(MOST / 2);
    this.records.push(record);
    return record;
  }

  #post(letter: Letter): void {
    const { record } = letter;
    const faults = this.#faultsFor(record.topic);
    const { delayMs = 0 } = faults;
    if (this.#happens(faults.lose)) {
      record.fate = 'lost';
      return;
    }
    if (this.#happens(faults.duplicate)) record.fate = 'duplicated';
    else if (delayMs > 0) record.fate = 'late';
    if (delayMs > 0) this.#clock.after(delayMs, () => this.#pass(letter, faults));
    else this.#pass(letter, faults);
  }

  /** Lets the next one go first, or goes, and takes along the one that waited for it. */
  #pass(letter: Letter, faults: PushFaults): void {
    const { channel, record } = letter;
    const waiting = this.#held.get(channel);
    if (!waiting && this.#happens(faults.reorder)) {
      record.fate = 'reordered';
      const cancel = this.#clock.after(LONGEST_HOLD_MS, () => this.#release(channel));
      this.#held.set(channel, { letter, cancel });
      return;
    }
    this.#send(letter);
    this.#release(channel);
  }

  #release(channel: Channel): void {
    const waiting = this.#held.get(channel);
    if (!waiting) return;
    waiting.cancel();
    this.#held.delete(channel);
    this.#send(waiting.letter);
  }

  #send({ channel, text, record }: Letter): void {
    if (!channel.line?.send(text)) {
      record.fate = 'lost';
      return;
    }
    record.sentAt = this.#clock.now();
    if (record.fate === 'duplicated') channel.line.send(text);
  }

  #faultsFor(topicName: string): PushFaults {
    const { only } = this.faults;
    const topic = parseTopic(topicName);
    return only && !(topic && chosen(topic, only)) ? {} : this.faults;
  }

  #happens(chance = 0): boolean {
    return chance > 0 && this.#random.chance(chance);
  }
}
