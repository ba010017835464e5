// One time of leading: tells the other replicas in numbered words what has changed and what is covered.
import type { ChangeListener } from '../domain/model.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import type { RedisLink } from './connection.js';
import { encodeMessage, MOST_QUEUES, PUBLISH_STAMPED } from './messages.js';

const PULSE_MS = 1_000;
/** With every so many pulses all that is covered is told again, for those who have come, or missed something. */
const COVERED_EVERY = 5;

/** Nobody but who holds the lease is heard. KEYS: lease; ARGV: name, channel, message. */
const TELL = `${PUBLISH_STAMPED}
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
publishStamped(ARGV[2], ARGV[3])
return 1
`;

interface ChangePublisherDependencies {
  readonly link: RedisLink;
  readonly clock: Clock;
  /** Key of the lease of the lead. */
  readonly leadKey: string;
  readonly channel: string;
  /** With each pulse. */
  pulsed(): void;
  /** The lease isn't held under this name. */
  refused(): void;
}

/** What is told goes out in one word at a time: what happens while it is under way goes into the next one. */
export class ChangePublisher implements ChangeListener {
  readonly #name: string;
  readonly #dependencies: ChangePublisherDependencies;
  /** Since when, by queue. */
  readonly #covered = new Map<string, number>();
  readonly #changed = new Set<string>();
  #tellCovered = true;
  #pulseDue = true;
  #number = 0;
  #pulses = 0;
  #sending = false;
  #ended = false;
  #cancel: Cancel = () => undefined;

  /** @param name of this time of leading */
  constructor(name: string, dependencies: ChangePublisherDependencies) {
    this.#name = name;
    this.#dependencies = dependencies;
    this.#pulse();
  }

  changed(queueIds: readonly string[]): void {
    queueIds.forEach((id) => this.#changed.add(id));
    this.#send();
  }

  covered(queueIds: readonly string[], since: number | undefined): void {
    for (const id of queueIds) {
      const before = this.#covered.get(id);
      if (before === since) continue;
      this.#tellCovered = true;
      if (since === undefined) this.#covered.delete(id);
      else {
        this.#covered.set(id, since);
        // It may be lost and covered again between two words: what came in between was not heard.
        this.#changed.add(id);
      }
    }
    this.#send();
  }

  /** Says nothing more. @returns what was covered */
  end(): string[] {
    this.#ended = true;
    this.#cancel();
    return [...this.#covered.keys()];
  }

  #pulse(): void {
    this.#cancel = this.#dependencies.clock.after(PULSE_MS, () => {
      this.#pulses += 1;
      if (this.#pulses % COVERED_EVERY === 0) this.#tellCovered = true;
      this.#pulseDue = true;
      this.#pulse();
      this.#send();
      this.#dependencies.pulsed();
    });
    this.#send();
  }

  #send(): void {
    if (this.#sending || this.#ended) return;
    if (!this.#pulseDue && !this.#tellCovered && this.#changed.size === 0) return;
    this.#sending = true;
    void this.#tell().then((reply) => {
      this.#sending = false;
      if (this.#ended) return;
      if (reply === 1) return this.#send();
      // Whether it was heard is not known. The next pulse says what holds; its number tells of the gap.
      this.#tellCovered = true;
      if (reply === 0) this.#dependencies.refused();
    });
  }

  #tell() {
    const changed = [...this.#changed].slice(0, MOST_QUEUES);
    changed.forEach((id) => this.#changed.delete(id));
    const covered = this.#tellCovered && { covered: [...this.#covered.keys()].slice(0, MOST_QUEUES) };
    this.#tellCovered = this.#pulseDue = false;
    this.#number += 1;
    const message = { leader: this.#name, number: this.#number, changed, ...covered };
    const { link, leadKey, channel } = this.#dependencies;
    const text = encodeMessage({ kind: 'lead', ...message });
    return link.run(TELL, [leadKey], [this.#name, channel, text]);
  }
}
