// The domain: token, member, query and snapshot, and the two kinds of sources.
import type { MemberFilters } from './filters.js';
import type { ServiceError } from './errors.js';
import type { TraceContext } from './trace-context.rules.js';

/**
 * An access token of Genesys Cloud as this process holds it. `expiresAt` is on the monotonic clock and
 * counted from the moment the login request was sent, so it errs on the early side.
 */
export interface Token {
  /** The secret itself: goes into one request header and nowhere else. */
  readonly value: string;
  /** Counts logins of this process, 1 for the first; a 401 names the generation it met. */
  readonly generation: number;
  /** Monotonic milliseconds at which the login request was sent. */
  readonly requestedAt: number;
  /** Monotonic milliseconds after which the token is not used any more. */
  readonly expiresAt: number;
  /** Wall-clock milliseconds since the epoch, for people. */
  readonly obtainedAt: number;
}

/** Something that yields a usable token; a wrapper of a source is a source. */
export interface TokenSource {
  /** @throws ServiceError with a `login_…` code when no token can be had. */
  token(): Promise<Token>;
}

/** One request of the API and the tokens that it was sent with. */
export interface TokenUse {
  /** Of the token that it was sent with last. */
  readonly generation: number;
  /** Monotonic milliseconds. */
  readonly sentAt: number;
  /** Without its query. */
  readonly path: string;
}

/** The tokens for requests of the API, and what came of them. */
export interface ApiTokens extends TokenSource {
  /** Genesys honoured the token, whatever it answered. */
  accepted(use: TokenUse): void;
  /**
   * Genesys answered 401.
   * @param tries how many 401s this request has met by now, by the generation of the token
   * @returns the token to repeat it with, and after how many milliseconds; undefined: the 401 stands
   * @throws ServiceError with a `login_…` code when another token is needed and can't be had
   */
  rejected(use: TokenUse, tries: ReadonlyMap<number, number>): Promise<TokenRetry | undefined>;
}

/** See `ApiTokens.rejected`. */
export interface TokenRetry {
  readonly token: Token;
  readonly afterMs: number;
}

/** One member of a queue: what counting needs, and Genesys's own JSON text of the entity, untouched. */
export interface Member {
  /** The entity's `id`, the key that members are counted by. */
  readonly id: string;
  /** The entity's `user.id`, the key that agents are counted by over several queues. */
  readonly userId: string;
  /** The entity exactly as Genesys wrote it. */
  readonly json: string;
}

export type { MemberFilters } from './filters.js';

/** How the members are to be written: no effect on who counts. */
export interface MemberView {
  readonly expand: readonly string[];
  readonly sortOrder?: string;
}

/** One question to Genesys, normalised: equal questions are equal values. Pages are no part of it. */
export interface MemberQuery {
  /** A UUID in lower case. */
  readonly queueId: string;
  readonly filters: MemberFilters;
  /** Absent when only the count matters: any snapshot with the same filters will do. */
  readonly view?: MemberView;
}

/** Every member that matched a query, counted over all pages of one fetch. */
export interface Snapshot {
  /** Distinct by `id`, in Genesys's order. */
  readonly members: readonly Member[];
  /** Monotonic milliseconds at which the fetch began: age is counted from here. */
  readonly takenAt: number;
  /** The same moment in wall-clock milliseconds since the epoch. */
  readonly asOf: number;
  /** How many page requests the fetch took. */
  readonly pages: number;
  /** Genesys's `ININ-Correlation-Id` of each page. */
  readonly correlationIds: readonly string[];
  /** Absent: the members endpoint. `activity`: a look, whose members are good for counting alone. */
  readonly source?: 'activity';
}

/** How an answer came about, in the words of RFC 9211. */
type Via = 'hit' | 'miss' | 'collapsed' | 'stale';

/** Why a stale answer went out instead of a fresh one. */
type StaleDetail = 'timeout' | 'error' | 'budget';

/** A snapshot on its way to a caller, and how it got there. */
export interface Served {
  readonly snapshot: Snapshot;
  /** Milliseconds since the snapshot's fetch began. */
  readonly ageMs: number;
  /** Milliseconds of freshness left; negative once it has run out. */
  readonly ttlMs: number;
  readonly via: Via;
  readonly detail?: StaleDetail;
}

/** The request on whose behalf something is done. */
export interface Origin {
  readonly requestId: string;
  readonly trace?: TraceContext;
}

/** Options of a question to a source. */
export interface LoadOptions {
  /** Called with each error after which the load goes on trying or waits, and with undefined once that is over. */
  readonly onRetriedError?: (error: ServiceError | undefined) => void;
  /** The request that began it; absent for work in the background. */
  readonly origin?: Origin;
  /** The name of the caller whose share of the budget it uses. */
  readonly caller?: string;
  /** Whether a failed request is not repeated, as the question comes again soon. */
  readonly once?: boolean;
}

/** Receives what Genesys announces of queues; moments are monotonic milliseconds. */
export interface ChangeListener {
  /** Something about each of these queues has changed; received at `at`. */
  changed(queueIds: readonly string[], at: number): void;
  /** From `since` on, every change of these queues is announced; undefined: no longer, or not for sure. */
  covered(queueIds: readonly string[], since: number | undefined): void;
}

/** Something that answers queries with snapshots; a wrapper of a source is a source. */
export interface SnapshotSource {
  /** @throws ServiceError when there is no answer that may be given */
  get(query: MemberQuery, options?: LoadOptions): Promise<Served>;
}
