// What the notifications are made of, whom they tell, and what they say of themselves.
import type { ChangeListener } from '../domain/model.js';
import type { OutboundRoute } from '../network/outbound-route.js';
import type { RefusedTopic, TopicKind } from './topics.rules.js';
import type { Clock } from '../runtime/clock.js';
import type { Budget } from '../genesys/budget.js';
import type { SendingClient } from '../genesys/client.js';

/** Remembers over restarts which channel is ours: a text of the notifications' own, and a secret. */
export interface ChannelStore {
  /** Undefined where nothing is remembered, or can't be. Rejects where it isn't known now, and is then asked again. */
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}

/** What arrived: of a queue, of the channel itself, or of no use. */
type Arrival = TopicKind | 'pong' | 'heartbeat' | 'closing' | 'unknown';

/** What the world hears of it; nothing here tells a channel's id or address. */
export interface NotificationsObserver {
  /** How the channel was come by, or that it is no more. */
  channel(what: 'created' | 'reused' | 'gone'): void;
  /** The WebSocket stands. */
  opened(): void;
  /** It does not any more, or never did; `reason` is a code such as ECONNRESET, HTTP_404, CLOSED_1006 or SILENT. */
  lost(reason: string): void;
  /** Another one took its place. `clean`: it was still open by then. */
  handedOver(clean: boolean): void;
  arrived(what: Arrival): void;
  /** Genesys accepted a list of topics. */
  subscribed(topics: number): void;
  /** A topic is not to be had that was not refused before; null: no permission was named. */
  refused(queueId: string, kind: TopicKind, permission: string | null): void;
  /** All topics that are not to be had, after each list that Genesys answered; none: there is no trouble any more. */
  refusals(topics: readonly RefusedTopic[]): void;
  /** As many channels as there may be; one of ours would push out another application's. */
  noRoom(channels: number): void;
  /** A call failed, and will be made again; `code` of an error of this service. */
  failed(code: string, detail: string): void;
}

/** What the notifications of one OAuth client are made of. */
export interface NotificationsDependencies {
  /** Of one OAuth client: a channel belongs to it. */
  readonly client: SendingClient;
  /** Asked before every call but the last. */
  readonly gate: Pick<Budget, 'admit' | 'metadataIn'>;
  /** How a host is reached. */
  readonly way: (url: string) => OutboundRoute;
  readonly channelStore: ChannelStore;
  /** Ids of the queues that are asked for, the most wanted first. */
  readonly wanted: () => readonly string[];
  readonly listener: ChangeListener;
  readonly observer: NotificationsObserver;
  readonly clock: Clock;
  readonly random?: () => number;
  /** Milliseconds for one call, and for the opening of a WebSocket. */
  readonly timeout: number;
}

/** How it goes, for people; moments are monotonic milliseconds. */
export interface NotificationsHealth {
  /** `polling`: nothing is heard, and freshness rests on asking alone. */
  readonly state: 'starting' | 'live' | 'polling';
  /** Why it is polling, in a word: `stopped`, `no room`, `memory away`, `channel gone`, `connection lost` or an error's code. */
  readonly reason?: string;
  /** What there is to know and to do about it. */
  readonly hint?: string;
  readonly channels: 0 | 1;
  /** Subscribed, those that were refused apart. */
  readonly topics: number;
  readonly lastHeardAt?: number;
  /** Of Genesys's own heartbeats. */
  readonly lastHeartbeatAt?: number;
  readonly connectedAt?: number;
  readonly queuesCovered: number;
  readonly queuesWanted: number;
  readonly refused: readonly RefusedTopic[];
  /** Times that it was live again after it was not. */
  readonly reconnects: number;
}
