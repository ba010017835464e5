// Which process looks at queues: one for all replicas, or each for itself; and what they tell each other.
import type { Look } from '../genesys/activity/look.js';
import type { WantedQueues } from '../genesys/activity/look-turns.js';
import type { TrustRecord } from '../genesys/activity/trust-record.rules.js';
import type { ServiceError } from '../domain/errors.js';
import type { LookRole } from './look-role.rules.js';

export type { LookRole } from './look-role.rules.js';

/** What a replica wants of looks. */
export interface LooksWanted {
  readonly isLooking: boolean;
  /** Requests a minute that polling alone would want, and those that fetches want beside looks. */
  readonly polling: number;
  readonly fetches: number;
  readonly queues: WantedQueues;
}

/** What the others want together; requests are added up, though they may want the same. */
export interface OthersWanted extends LooksWanted {
  readonly replicas: number;
  /** Queues of each, added up. */
  readonly queuesOfEach: number;
}

export const NOTHING_WANTED: OthersWanted = {
  ...{ isLooking: false, polling: 0, fetches: 0, queues: new Map() },
  ...{ replicas: 0, queuesOfEach: 0 },
};

/** What comparisons have come to; `seenAgoMs` is milliseconds before the moment at which it is written. */
export interface FoundByComparing {
  readonly trust: TrustRecord;
  readonly lag?: { readonly ms: number; readonly seenAgoMs: number };
}

/** What a process gives and wants to be called with; none of it throws. */
export interface LookDependencies {
  readonly wanted: () => LooksWanted;
  /** What was found here since it was last asked. */
  readonly noted: () => FoundByComparing | undefined;
  /** All that is known, and another text after each change. */
  readonly known: () => FoundByComparing & { readonly version: string };
  /** Another replica has looked, or can't. */
  readonly looked: (look: Look) => void;
  readonly failed: (error: ServiceError, pauseMs: number) => void;
  /** Another replica has compared. */
  readonly learned: (found: FoundByComparing) => void;
  /** Questions of other replicas wait for looks at these. */
  readonly awaited: (queueIds: readonly string[]) => void;
  /** The role may be another, or others want something else. */
  readonly changed: () => void;
}

/** Who looks at the queues of one organization. */
export interface LookSharing {
  role(): LookRole;
  /** What the other replicas want. */
  others(): OthersWanted;
  start(): void;
  /** Whether this process wants to be the one that looks. */
  seek(on: boolean): void;
  /** Somebody here waits for a look at this queue. */
  await(queueId: string): void;
  tellLook(look: Look): void;
  tellFailure(error: ServiceError, pauseMs: number): void;
  /** What was noted is told now. */
  tellNoted(): void;
  /** Leaves it to the others. Never rejects. */
  stop(): Promise<void>;
}

/** For a process on its own. */
export const looksAlone: LookSharing = {
  role: () => 'alone',
  others: () => NOTHING_WANTED,
  start: () => undefined,
  seek: () => undefined,
  await: () => undefined,
  tellLook: () => undefined,
  tellFailure: () => undefined,
  tellNoted: () => undefined,
  stop: () => Promise.resolve(),
};
