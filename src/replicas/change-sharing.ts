// Which process hears of changes at Genesys, and who is told: one for all of them, or each for itself.
import type { ChangeListener } from '../domain/model.js';
import type { ChannelStore } from '../notifications/dependencies.js';

/** `seeking`: nobody is known to hold the channel, or there is no word of it. */
export type ChangeRole = 'alone' | 'leading' | 'following' | 'seeking';

/** What a process brings along; nothing of it throws. */
export interface ChangeDependencies {
  /** Ids of the queues that are wanted here, the most wanted first. */
  readonly wanted: () => readonly string[];
  /** Hears of changes, whoever hears of them first. */
  readonly listener: ChangeListener;
  /** The channel is ours to open. */
  readonly onElected: () => void;
  /** It is somebody else's now, or nobody's: everything is in doubt, and was said to be. */
  readonly onDemoted: () => void;
  /** What is wanted by others has changed. */
  readonly wake?: () => void;
}

/** Who holds the notification channel of one organization. */
export interface ChangeSharing {
  /** What is announced goes here: to this process, and to the others. Who doesn't lead is not listened to. */
  readonly listener: ChangeListener;
  /** Ids of the queues that anybody wants, the most wanted first: ours and those of the other replicas. */
  readonly wanted: () => readonly string[];
  /** Where the channel is remembered over restarts and take-overs; undefined: this process keeps it itself. */
  readonly memory: ChannelStore | undefined;
  start(): void;
  /** Leaves the lead to others. `rest` is not called: who stops this closes the channel too. Never rejects. */
  stop(): Promise<void>;
  role(): ChangeRole;
}

/** One process on its own leads itself. */
export function changesAlone({ wanted, listener, onElected }: ChangeDependencies): ChangeSharing {
  return {
    ...{ listener, wanted, memory: undefined },
    start: onElected,
    stop: () => Promise.resolve(),
    role: () => 'alone',
  };
}
