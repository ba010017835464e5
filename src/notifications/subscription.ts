// What a channel listens to: sent whole, followed as the wanted queues change, and asked again where it was refused.
import { asServiceError, type ServiceError } from '../domain/errors.js';
import {
  lingerEndsIn,
  nextHoldings,
  REFUSED_FOR_MS,
  sameQueues,
  sendIn,
  type Holdings,
} from './holdings.rules.js';
import { isSomebodyElses } from './channel.rules.js';
import { pushPause } from './pause.rules.js';
import { refusedTopics, TOPIC_KINDS, topicName, type RefusedTopic } from './topics.rules.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import type { Channels } from './channels.js';
import type { Coverage } from './coverage.js';

/** Hears of one subscription. */
interface SubscriptionEvents {
  /** Genesys answered a list. */
  answered(topics: number): void;
  /** All topics that were refused, after each list; `fresh`: those that were not refused before. */
  refused(topics: readonly RefusedTopic[], fresh: readonly RefusedTopic[]): void;
  /** It is sent again after a while. */
  failed(error: ServiceError): void;
  /** The channel is no more, or none of ours: the end of this subscription. */
  gone(): void;
  /** The whole list was refused for want of a permission: the end of this subscription. */
  forbidden(error: ServiceError): void;
}

/** What a subscription is made of. */
interface SubscriptionDependencies {
  readonly channels: Pick<Channels, 'subscribe'>;
  readonly channelId: string;
  /** Whether the channel is known for sure to be ours: else a refusal of the first list means that it is not. */
  readonly proven: boolean;
  readonly wanted: () => readonly string[];
  readonly coverage: Coverage;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The subscription of one channel over one line. It begins when `start` is called, and ends with `stop`. */
export class Subscription {
  readonly #dependencies: SubscriptionDependencies;
  readonly #events: SubscriptionEvents;
  #held: Holdings = new Map();
  #refused: readonly RefusedTopic[] = [];
  #state: 'idle' | 'sending' | 'stopped' = 'idle';
  /** The list has to be sent whether it changed or not. */
  #again = true;
  #changedAt: number | undefined;
  #sentAt: number | undefined;
  #askAgainAt = Infinity;
  #failures = 0;
  #proven: boolean;
  #cancel: Cancel = () => undefined;

  constructor(dependencies: SubscriptionDependencies, events: SubscriptionEvents) {
    this.#dependencies = dependencies;
    this.#proven = dependencies.proven;
    this.#events = events;
  }

  /** What is listened to. */
  get held(): Holdings {
    return this.#held;
  }

  get refused(): readonly RefusedTopic[] {
    return this.#refused;
  }

  start(): void {
    this.#look();
  }

  /** What is wanted may have changed. */
  wake(): void {
    if (this.#changedAt !== undefined || this.#again) return;
    const now = this.#dependencies.clock.now();
    this.#changedAt = now;
    if (this.#state === 'idle') this.#lookIn(sendIn(now, this.#sentAt, now));
  }

  /** Sends the list again, though nothing changed; after a failure, when its pause is over. */
  renew(): void {
    this.#again = true;
    if (this.#state === 'idle' && this.#failures === 0) this.#look();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#cancel();
  }

  #lookIn(ms: number): void {
    this.#cancel();
    this.#cancel = this.#dependencies.clock.after(ms, () => this.#look());
  }

  #look(): void {
    if (this.#state !== 'idle') return;
    const now = this.#dependencies.clock.now();
    const next = nextHoldings(this.#held, this.#dependencies.wanted(), now);
    const changed = !sameQueues(this.#held, next);
    if (this.#again || changed || now >= this.#askAgainAt) {
      if (!this.#again && changed) this.#sentAt = now;
      return void this.#send(next);
    }
    this.#held = next;
    this.#changedAt = undefined;
    this.#rest();
  }

  /** Until something is due by itself. */
  #rest(): void {
    const now = this.#dependencies.clock.now();
    if (this.#changedAt !== undefined) return this.#lookIn(sendIn(this.#changedAt, this.#sentAt, now));
    const lingering = lingerEndsIn(this.#held, now) ?? Infinity;
    const due = Math.min(lingering, this.#askAgainAt - now);
    this.#cancel();
    if (due < Infinity) this.#lookIn(due);
  }

  async #send(next: Holdings): Promise<void> {
    const { channels, channelId, coverage } = this.#dependencies;
    this.#cancel();
    this.#state = 'sending';
    this.#again = false;
    this.#changedAt = undefined;
    this.#held = next;
    const queueIds = [...next.keys()];
    coverage.keep(queueIds);
    const topics = queueIds.flatMap((queueId) => TOPIC_KINDS.map((kind) => topicName({ kind, queueId })));
    try {
      const answers = await channels.subscribe(channelId, topics);
      if (this.#isStopped()) return;
      this.#state = 'idle';
      if (!answers) return this.#events.gone();
      this.#answered(queueIds, topics.length, refusedTopics(queueIds, answers));
    } catch (fault) {
      if (this.#isStopped()) return;
      this.#state = 'idle';
      this.#failed(asServiceError(fault));
    }
  }

  #answered(queueIds: readonly string[], topics: number, refused: readonly RefusedTopic[]): void {
    const { clock, coverage } = this.#dependencies;
    const before = new Set(this.#refused.map(topicName));
    const without = new Set(refused.map(({ queueId }) => queueId));
    this.#failures = 0;
    this.#proven = true;
    this.#refused = refused;
    this.#askAgainAt = refused.length > 0 ? clock.now() + REFUSED_FOR_MS : Infinity;
    coverage.set(
      queueIds.filter((queueId) => !without.has(queueId)),
      clock.now(),
    );
    const fresh = refused.filter((topic) => !before.has(topicName(topic)));
    this.#events.refused(refused, fresh);
    this.#events.answered(topics - refused.length);
    if (this.#state === 'idle') this.#rest();
  }

  #failed(error: ServiceError): void {
    if (!this.#proven && isSomebodyElses(error.code, error.facts.upstreamStatus)) return this.#events.gone();
    if (error.code === 'genesys_permission_missing') return this.#events.forbidden(error);
    this.#failures += 1;
    this.#again = true;
    const { retryAfterSeconds } = error.facts;
    this.#lookIn(pushPause(this.#failures, retryAfterSeconds, this.#dependencies.random()));
    this.#events.failed(error);
  }

  #isStopped(): boolean {
    return this.#state === 'stopped';
  }
}
