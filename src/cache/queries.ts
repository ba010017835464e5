// What is known of each query that somebody asks for: who wants it how much, and how its last load went.
import { askedOfGenesys } from '../domain/filters.js';
import type { MemberQuery, Snapshot } from '../domain/model.js';
import type { ServiceError } from '../domain/errors.js';
import { Memory, textBytes, type BoundedMap } from '../runtime/memory.js';
import { interestAfter } from './warmth.rules.js';
import { MinuteCount } from '../runtime/minute-count.js';

/** What a load came to; `collapsed` if another process made it. */
export interface LoadResult {
  readonly snapshot: Snapshot;
  readonly via: 'hit' | 'miss' | 'collapsed';
}

/** A lookup, and a load if that was needed, shared by all who ask meanwhile. */
export interface Flight {
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly result: Promise<LoadResult>;
  /** What has gone wrong so far and is being tried again. */
  trouble?: ServiceError | undefined;
  /** The budget, or somebody's share of it, didn't allow it: nothing was asked. */
  withheld?: boolean;
}

/** A caller who asked for a query, and when it did last. */
interface Asker {
  readonly name: string;
  at: number;
}

/** One query's state; moments are monotonic milliseconds. */
export interface QueryState {
  readonly key: string;
  readonly query: MemberQuery;
  /** Key of the same filters in any view; equals `key` for a query without a view. */
  readonly anyKey: string;
  askedAt: number;
  /** Requests, fading with time. */
  interest: number;
  /** The load that began last, while it is under way. */
  flight?: Flight | undefined;
  /** Loads under way, with those that nobody joins any more. */
  flying: number;
  /** Beginning of the newest fetch that succeeded. */
  takenAt?: number;
  tookMs: number;
  /** Pages of the last fetch, 1 before the first. */
  pages: number;
  /** Loads that failed since the last success, and what came of the last one, where stale answers bridge that. */
  failures: number;
  failure?: ServiceError | undefined;
  /** What the last load failed with, of whatever kind. */
  lastError?: ServiceError | undefined;
  /** No load before this, whoever waits. */
  retryAt: number;
  /** Another query has recovered since this one failed: it may be tried out of turn, once. */
  recovering: boolean;
  /** Who asked lately, the latest first. */
  readonly askers: Asker[];
  /** Requests of the last minute. */
  readonly spent: MinuteCount;
  /** Genesys's clear no, passed on without asking again until then. */
  refusal?: { readonly error: ServiceError; readonly since: number; readonly until: number } | undefined;
}

/** Callers noted for one query at most; those of long ago make room. */
const MOST_ASKERS = 4;

/** Notes another request for a query at `now`. */
export function askedAgain(state: QueryState, now: number, caller = ''): void {
  state.interest = interestAfter(state.interest, now - state.askedAt);
  state.askedAt = now;
  noteAsker(state, now, caller);
}

function noteAsker({ askers }: QueryState, now: number, name: string): void {
  const [latest] = askers;
  if (latest?.name === name) {
    latest.at = now;
    return;
  }
  const known = askers.findIndex((one) => one.name === name);
  if (known >= 0) askers.splice(known, 1);
  askers.unshift({ name, at: now });
  if (askers.length > MOST_ASKERS) askers.pop();
}

/** What a state takes beside its texts: itself, its query, what its last loads met, and its place among the others. */
const STATE_BYTES = 4_000;

const weigh = ({ key, anyKey, query }: QueryState) =>
  STATE_BYTES + textBytes(key) + textBytes(anyKey) + textBytes(JSON.stringify(query.filters));

/** The queries of one organization; those that were longest unused go when there are too many. */
export class LiveQueries {
  readonly #states: BoundedMap<QueryState>;
  /** How many were asked for the first time, since the start. */
  created = 0;
  readonly #byQueue = new Map<string, Set<QueryState>>();

  /** @param most how many are remembered @param memory against whose limit they count */
  constructor(most: number, memory = new Memory(Infinity)) {
    // A query whose load is under way or about to begin stays: those who wait for it must find it again.
    this.#states = memory.map<QueryState>({
      ...{ most, weigh },
      isEvictable: ({ flying }) => flying === 0,
      onEvicted: (state) => this.#forgetQueueOf(state),
    });
  }

  get size(): number {
    return this.#states.size;
  }

  find(key: string): QueryState | undefined {
    return this.#states.peek(key);
  }

  /** The state of a query that is looked at; it is the last to be forgotten then. */
  use(key: string, caller?: string): QueryState | undefined {
    return this.#states.get(key, caller);
  }

  /** On whose account it is remembered. */
  ownerOf(key: string): string | undefined {
    return this.#states.ownerOf(key);
  }

  /** The state of a query that is being asked for at `now`. */
  asked(
    key: string,
    now: number,
    describe: () => Pick<QueryState, 'query' | 'anyKey'>,
    caller = '',
  ): QueryState {
    const known = this.use(key, caller);
    if (known) {
      askedAgain(known, now, caller);
      return known;
    }
    const state = this.#create(key, now, describe());
    noteAsker(state, now, caller);
    this.created += 1;
    const { queueId } = state.query;
    const others = this.#byQueue.get(queueId);
    if (others) others.add(state);
    else this.#byQueue.set(queueId, new Set([state]));
    this.#states.set(key, state, caller);
    return state;
  }

  /** The queries that were asked of one queue. */
  ofQueue(queueId: string): Iterable<QueryState> {
    return this.#byQueue.get(queueId) ?? [];
  }

  /** States that were asked for at `since` or later. */
  *warm(since: number): Iterable<QueryState> {
    for (const state of this.#states.values()) if (state.askedAt >= since) yield state;
  }

  #forgetQueueOf(state: QueryState): void {
    const { queueId } = state.query;
    const others = this.#byQueue.get(queueId);
    others?.delete(state);
    if (others?.size === 0) this.#byQueue.delete(queueId);
  }

  #create(key: string, now: number, described: Pick<QueryState, 'query' | 'anyKey'>): QueryState {
    return {
      key,
      query: described.query,
      // The same text, and not only an equal one: keys may be long, and are compared often.
      anyKey: described.anyKey === key ? key : described.anyKey,
      askedAt: now,
      interest: 1,
      flying: 0,
      tookMs: 0,
      pages: askedOfGenesys(described.query.filters).length,
      failures: 0,
      retryAt: -Infinity,
      recovering: false,
      askers: [],
      spent: new MinuteCount(),
    };
  }
}
