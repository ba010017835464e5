// What the notification service is told, what it shows of itself and what can be done with it.

/** How the notification service runs; every duration is in milliseconds on the simulator's clock. */
export interface NotificationOptions {
  /** Default 30,000. */
  readonly heartbeatMs?: number;
  /** Default 24 hours; subscribing extends a channel by it. */
  readonly channelLifeMs?: number;
  /** A queue's observations are announced at most once in this time. Default 1,000. */
  readonly observationEveryMs?: number;
  /** Whether `{"message":"ping"}` is answered. Default true. */
  readonly pongs?: boolean;
  /** Channels of one client. Default 20. */
  readonly maxChannels?: number;
  /** Topics of one channel. Default 1,000. */
  readonly maxTopics?: number;
}

/** The topics that are known: `v2.routing.queues.{id}.users` and so on, by their last word. */
export type TopicKind = 'users' | 'observations' | 'activity';

/** Which topics are meant; what is left out may be anything. */
export interface TopicChoice {
  readonly topic?: TopicKind;
  readonly queueId?: string;
}

/** Topics that are refused to whoever subscribes from now on. */
interface TopicRefusal extends TopicChoice {
  /** Default: those that the topic needs. */
  readonly missingPermissions?: readonly string[];
  readonly rejectionReason?: string;
  /** The answer doesn't mention the topic at all. Default false. */
  readonly silently?: boolean;
}

/** What goes wrong with events; chances are from 0 to 1 and drawn from the seed. */
export interface PushFaults {
  /** Every connection, new ones too, is open and dead: nothing is sent, nothing read. */
  readonly silent?: boolean;
  /** The chance that an event is lost. */
  readonly lose?: number;
  /** The chance that an event comes twice. */
  readonly duplicate?: number;
  /** The chance that an event comes after the one that follows it (or a second late, if none does). */
  readonly reorder?: number;
  /** Every event comes so much late. */
  readonly delayMs?: number;
  /** Only these events are lost, doubled, reordered or late. Default: all. */
  readonly only?: TopicChoice;
  readonly refuse?: readonly TopicRefusal[];
}

/** What became of an event: `nobody` when no channel with a connection had subscribed to its topic. */
export type Fate = 'sent' | 'lost' | 'late' | 'duplicated' | 'reordered' | 'nobody';

/** An event on its way to one channel. */
export interface EventRecord {
  /** The clock's monotonic milliseconds at which the event came about. */
  readonly at: number;
  readonly topic: string;
  /** Null for `nobody`. A secret. */
  readonly channel: string | null;
  readonly fate: Fate;
  /** When it went out (first); null while it hasn't. */
  readonly sentAt: number | null;
}

/** A channel as it is now. */
export interface ChannelState {
  /** A secret, as is the connectUri: who knows it can listen. */
  readonly id: string;
  /** The id of the client whose it is. */
  readonly client: string;
  /** Which token made it, counted from 1. */
  readonly token: number;
  readonly topics: readonly string[];
  readonly connected: boolean;
  /** Monotonic milliseconds. */
  readonly expiresAt: number;
}

/** The notification service in the hands of a simulator's owner. */
export interface NotificationsFace {
  /** In the order in which they were made. */
  readonly channels: readonly ChannelState[];
  /** What was announced, the latest last. */
  readonly events: readonly EventRecord[];
  /** How many WebSockets were opened. */
  readonly connections: number;
  /** How many `{"message":"ping"}` came. */
  readonly pings: number;
  /** Sends `v2.system.socket_closing` to every open connection, and closes those after `ms` (default 60,000). */
  announceClosing(ms?: number): void;
  /** Cuts every connection without notice. */
  dropConnections(): void;
  /**
   * The connections that are open now go dead and stay open (half-open): nothing is sent, nothing read.
   * New ones are sound. `false` revives those that are left.
   */
  silence(on: boolean): void;
  /** These faults and no others from now on; `{}` for none. */
  faults(faults: PushFaults): void;
  /** Makes `count` channels of another application: of the first client, with another token. @returns their ids */
  occupy(count: number, options?: { readonly connected?: boolean }): readonly string[];
  /** Removes channels, as a 21st one or their age would; all of them unless told which. */
  removeChannels(ids?: readonly string[]): void;
  /** Connect URIs begin with this from now on (`wss://front:1234`); default: `ws://` and the Host header. */
  streamAt(origin: string): void;
  /** Forgets the events. */
  resetEvents(): void;
}
