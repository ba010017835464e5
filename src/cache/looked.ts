// What becomes of a look: it confirms snapshots that are held, ends others, and is itself one where only counting matters.
import type { MemberFilters, MemberQuery, Snapshot } from '../domain/model.js';
import { cacheKey, withoutView } from '../domain/cache-key.rules.js';
import type { QueueLook } from '../genesys/activity/look.js';
import { isDecidable } from '../genesys/activity/selection.rules.js';
import { sameStates } from '../genesys/activity/states.rules.js';
import { readEntity } from './entity.js';
import type { CacheDependencies } from './dependencies.js';
import type { LookMarks } from './look-marks.js';
import { isShown, judgeByLook, snapshotByLook } from './looked.rules.js';
import type { QueryState } from './queries.js';

type LookedDependencies = Pick<CacheDependencies, 'queries' | 'store' | 'scope' | 'keepFor' | 'clock'> & {
  readonly marks: LookMarks;
  /** Snapshots have ended: those of `pages` pages in all are to be fetched. */
  readonly changed: (pages: number) => void;
};

/** A look and since when nothing has changed; moments are monotonic milliseconds. */
interface Latest {
  readonly look: QueueLook;
  /** When what it tells was true. */
  readonly moment: number;
  readonly unchangedSince: number;
}

/** What a look has put in the place of what was held. */
interface Told {
  readonly look: QueueLook;
  readonly snapshot: Snapshot;
  /** When it was fetched, where it was: it is as new as that in any case. */
  readonly fetchedAt: number;
}

export type Trusts = (queueId: string, filters: MemberFilters) => boolean;

/** The looks of one organization's queues, as far as its cache is concerned. */
export class Looked {
  readonly #dependencies: LookedDependencies;
  readonly #latest = new Map<string, Latest>();
  /** By queue, keys of the queries of which its last look told. */
  readonly #decided = new Map<string, ReadonlySet<string>>();
  readonly #told = new Map<QueryState, Told>();

  constructor(dependencies: LookedDependencies) {
    this.#dependencies = dependencies;
  }

  /** The last look at a queue. */
  latest(queueId: string): QueueLook | undefined {
    return this.#latest.get(queueId)?.look;
  }

  /** Queries of `since` or later, by queue; without those that Genesys refuses. */
  wanted(since: number): Map<string, QueryState[]> {
    const { queries, clock } = this.#dependencies;
    const byQueue = new Map<string, QueryState[]>();
    for (const state of queries.warm(since)) {
      if (state.refusal && clock.now() < state.refusal.until) continue;
      const known = byQueue.get(state.query.queueId);
      if (known) known.push(state);
      else byQueue.set(state.query.queueId, [state]);
    }
    return byQueue;
  }

  /** A look came that tells of `moment`; `states` are the queries of its queue. */
  apply(look: QueueLook, moment: number, states: readonly QueryState[], trusts: Trusts): void {
    const before = this.#latest.get(look.queueId);
    const same = before !== undefined && sameStates(before.look, look);
    const latest = { look, moment, unchangedSince: same ? before.unchangedSince : look.answeredAt };
    this.#latest.set(look.queueId, latest);
    const decided = new Set<string>();
    let pages = 0;
    for (const state of states) {
      if (!trusts(look.queueId, state.query.filters)) continue;
      const verdict = this.#tell(state, latest);
      if (verdict !== 'untold') decided.add(state.key);
      if (verdict === 'ended') pages += state.pages;
    }
    this.#decided.set(look.queueId, decided);
    if (pages > 0) this.#dependencies.changed(pages);
  }

  /** Looks are older than it seemed. @param momentOf when what a look tells was true */
  age(momentOf: (look: QueueLook) => number): void {
    for (const [id, latest] of this.#latest) {
      const moment = Math.min(latest.moment, momentOf(latest.look));
      if (moment < latest.moment) this.#latest.set(id, { ...latest, moment });
    }
    for (const [state, { look, snapshot, fetchedAt }] of this.#told) {
      const takenAt = Math.max(fetchedAt, momentOf(look));
      if (takenAt < snapshot.takenAt) this.#age(state, snapshot, takenAt);
    }
  }

  /** All pages of `query` were fetched and are held: another look may have come meanwhile. */
  fetched(query: MemberQuery, snapshot: Snapshot): void {
    const { queries, scope, marks } = this.#dependencies;
    const latest = this.#latest.get(query.queueId);
    for (const one of [query, withoutView(query)]) {
      const key = cacheKey(scope, one);
      marks.clear(query, key);
      const state = queries.find(key);
      if (!state || !latest || !this.#decided.get(query.queueId)?.has(key)) continue;
      if (latest.moment > snapshot.takenAt && this.#tell(state, latest) === 'ended')
        this.#dependencies.changed(state.pages);
    }
  }

  /** The count of `query` by the last look, where that is trusted. */
  snapshotOf(query: MemberQuery): Snapshot | undefined {
    const latest = this.#latest.get(query.queueId);
    return latest && snapshotByLook(latest.look, query, latest.moment);
  }

  /** What the last look told of a query, undefined where it told nothing. */
  tells({ key, query, takenAt }: QueryState): 'same' | 'changed' | undefined {
    if (!this.#decided.get(query.queueId)?.has(key)) return undefined;
    return this.#dependencies.marks.isOver(query, key, takenAt ?? -Infinity) ? 'changed' : 'same';
  }

  /** Looks say nothing of a queue any more. @param states queries whose snapshots are not to be relied on either */
  forget(queueId: string, states: readonly QueryState[] = []): void {
    const { store, marks, clock } = this.#dependencies;
    const decided = this.#decided.get(queueId);
    this.#decided.delete(queueId);
    for (const { key, query } of states) {
      const held = decided?.has(key) ? store.peek(key) : undefined;
      if (held) marks.mark(query, key, clock.now(), held.takenAt);
    }
  }

  /** No look says anything any more. */
  forgetAll(): void {
    this.#decided.clear();
  }

  /** Forgets queues that nobody asks for. */
  keep(queueIds: ReadonlySet<string>): void {
    this.#dependencies.marks.keep(queueIds);
    for (const id of this.#latest.keys()) {
      if (queueIds.has(id)) continue;
      this.#latest.delete(id);
      this.#decided.delete(id);
    }
    for (const state of this.#told.keys()) if (!queueIds.has(state.query.queueId)) this.#told.delete(state);
  }

  #tell(state: QueryState, latest: Latest): 'told' | 'ended' | 'untold' {
    const { query } = state;
    if (!query.view && isDecidable(query.filters)) return this.#count(state, latest) ? 'told' : 'untold';
    return this.#judge(state, latest);
  }

  /** The look itself becomes what is held. */
  #count(state: QueryState, { look, moment }: Latest): boolean {
    const { store, marks } = this.#dependencies;
    const decided = snapshotByLook(look, state.query, moment);
    if (!decided) return false;
    const held = store.peek(state.key);
    if (held && held.takenAt >= moment) return true;
    const same = held?.source !== undefined && sameMembers(held, decided);
    if (!same) marks.touch(look.queueId);
    this.#hold(state, {
      ...{ look, fetchedAt: -Infinity },
      snapshot: same ? { ...decided, members: held.members } : decided,
    });
    return true;
  }

  #judge(state: QueryState, { look, moment, unchangedSince }: Latest): 'told' | 'ended' | 'untold' {
    const { store, marks } = this.#dependencies;
    const { key, query } = state;
    const held = store.peek(key);
    if (!held) return 'untold';
    if (held.takenAt >= moment) return isShown(query) ? 'told' : 'untold';
    const verdict = judgeByLook(look, unchangedSince, query, held, readEntity);
    if (verdict === 'untold') return 'untold';
    if (verdict === 'changed') return marks.mark(query, key, moment, held.takenAt) ? 'ended' : 'told';
    if (!isShown(query)) return 'untold';
    const told = this.#told.get(state);
    const fetchedAt = told?.snapshot === held ? told.fetchedAt : held.takenAt;
    const snapshot = { ...held, takenAt: moment, asOf: look.asOf - (look.askedAt - moment) };
    this.#hold(state, { look, fetchedAt, snapshot });
    return 'told';
  }

  #hold(state: QueryState, told: Told): void {
    const { store, keepFor, queries, marks } = this.#dependencies;
    const { snapshot } = told;
    this.#told.set(state, told);
    const owner = queries.ownerOf(state.key);
    if (store.setHere) store.setHere([state.key], snapshot, keepFor, owner);
    else void store.set([state.key], snapshot, keepFor, owner);
    marks.clear(state.query, state.key);
    state.takenAt = Math.max(state.takenAt ?? -Infinity, snapshot.takenAt);
    state.failures = 0;
    state.failure = undefined;
    state.lastError = undefined;
    state.recovering = false;
    state.retryAt = -Infinity;
  }

  /** What is held is only as new as `takenAt`. */
  #age(state: QueryState, snapshot: Snapshot, takenAt: number): void {
    const { store, keepFor, queries, marks } = this.#dependencies;
    const told = this.#told.get(state);
    // Something else is held by now.
    if (!told || store.peek(state.key) !== snapshot) return void this.#told.delete(state);
    const aged = { ...snapshot, takenAt, asOf: snapshot.asOf - (snapshot.takenAt - takenAt) };
    store.replaceHere?.(state.key, aged, keepFor, queries.ownerOf(state.key));
    this.#told.set(state, { ...told, snapshot: aged });
    if (state.takenAt === snapshot.takenAt) state.takenAt = takenAt;
    marks.touch(state.query.queueId);
  }
}

function sameMembers(one: Snapshot, other: Snapshot): boolean {
  return (
    one.members.length === other.members.length &&
    one.members.every((member, index) => {
      const now = other.members[index];
      return now?.id === member.id && now.json === member.json;
    })
  );
}
