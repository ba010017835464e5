// What a subscription is made of, and whom it tells.
import type { ServiceError } from '../domain/errors.js';
import type { RefusedTopic } from './topics.rules.js';
import type { Clock } from '../runtime/clock.js';
import type { Channels } from './channels.js';
import type { Coverage } from './coverage.js';

/** Hears of one subscription. */
export interface SubscriptionEvents {
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
export interface SubscriptionDependencies {
  readonly channels: Pick<Channels, 'subscribe'>;
  readonly channelId: string;
  /** Whether the channel is known for sure to be ours: else a refusal of the first list means that it is not. */
  readonly proven: boolean;
  readonly wanted: () => readonly string[];
  readonly coverage: Coverage;
  readonly clock: Clock;
  readonly random: () => number;
}
