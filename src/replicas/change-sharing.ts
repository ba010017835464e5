// Which process receives changes from Genesys: one for all replicas, or each for itself.
import type { ChangeListener } from '../domain/model.js';
import type { ChannelStore } from '../notifications/dependencies.js';

/** `seeking`: no replica is known to hold the channel, or Redis can't be reached. */
export type ChangeRole = 'alone' | 'leading' | 'following' | 'seeking';

/** What a process gives and wants to be called with; none of it throws. */
export interface ChangeDependencies {
  /** Ids of the queues that are wanted here, the most wanted first. */
  readonly wanted: () => readonly string[];
  /** Receives changes, from Genesys or from another replica. */
  readonly listener: ChangeListener;
  /** This process opens the channel from now on. */
  readonly onElected: () => void;
  /** It no longer does; all queues were reported as not covered. */
  readonly onDemoted: () => void;
  /** The queues that other replicas want have changed. */
  readonly wake?: () => void;
}

/** Who holds the notification channel of one organization. */
export interface ChangeSharing {
  /** Takes announced changes, for this process and the others; ignored while this process doesn't lead. */
  readonly listener: ChangeListener;
  /** Ids of the queues that this replica and the others want, the most wanted first. */
  readonly wanted: () => readonly string[];
  /** Where the channel is stored over restarts and changes of the leader; undefined: this process stores it itself. */
  readonly channelStore: ChannelStore | undefined;
  start(): void;
  /** Gives up the lead. `onDemoted` is not called: the caller closes the channel itself. Never rejects. */
  stop(): Promise<void>;
  role(): ChangeRole;
}

/** For a process on its own. */
export function changesAlone({ wanted, listener, onElected }: ChangeDependencies): ChangeSharing {
  return {
    ...{ listener, wanted, channelStore: undefined },
    start: onElected,
    stop: () => Promise.resolve(),
    role: () => 'alone',
  };
}
