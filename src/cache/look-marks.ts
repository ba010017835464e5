// Announcements, and what looks have found changed besides: both end the freshness of a snapshot.
import { cacheKey, type Scope } from '../domain/cache-key.rules.js';
import type { MemberQuery } from '../domain/model.js';
import type { ChangeFeed } from './change-feed.js';
import type { FreshnessPolicy } from './freshness.rules.js';

/** Of one queue: by key, when its snapshot was found to be over. */
interface Marks {
  readonly overAt: Map<string, number>;
  version: number;
}

/** Two versions are told apart in one number as long as there are fewer. */
const VERSIONS = 2 ** 26;

/** Announcements of one organization with the marks of looks; moments are monotonic milliseconds. */
export class LookMarks implements ChangeFeed {
  readonly #announced: ChangeFeed;
  readonly #scope: Scope;
  readonly #queues = new Map<string, Marks>();
  readonly #keys = new WeakMap<MemberQuery, string>();
  /** The last version that was given to any queue, and the one of those that nothing is known of: none comes back. */
  #versions = 0;
  #forgottenAt = 0;

  constructor(announced: ChangeFeed, scope: Scope) {
    this.#announced = announced;
    this.#scope = scope;
  }

  versionOf(queueId: string): number {
    const own = this.#queues.get(queueId)?.version ?? this.#forgottenAt;
    return this.#announced.versionOf(queueId) * VERSIONS + (own % VERSIONS);
  }

  policyOf(query: MemberQuery, takenAt: number): FreshnessPolicy {
    const policy = this.#announced.policyOf(query, takenAt);
    const marks = this.#queues.get(query.queueId);
    const overAt = marks && marks.overAt.size > 0 ? marks.overAt.get(this.#keyOf(query)) : undefined;
    if (overAt === undefined || overAt <= takenAt) return policy;
    return {
      ...policy,
      freshUntil: Math.min(policy.freshUntil, overAt - takenAt),
      suspect: true,
      unchanged: false,
    };
  }

  fetched(...facts: Parameters<ChangeFeed['fetched']>): void {
    this.#announced.fetched(...facts);
  }

  /** A look of `moment` shows something else than what was taken at `takenAt` and is under `key`. @returns whether that is new */
  mark({ queueId }: MemberQuery, key: string, moment: number, takenAt: number): boolean {
    const marks = this.#of(queueId);
    if ((marks.overAt.get(key) ?? -Infinity) > takenAt) return false;
    marks.overAt.set(key, moment);
    marks.version = this.#versions += 1;
    return true;
  }

  /** Whether a look has shown something else than what was taken at `takenAt` and is under `key`. */
  isOver({ queueId }: MemberQuery, key: string, takenAt: number): boolean {
    return (this.#queues.get(queueId)?.overAt.get(key) ?? -Infinity) > takenAt;
  }

  /** Another snapshot has taken the place of the one under `key`, or it was confirmed after all. */
  clear({ queueId }: MemberQuery, key: string): void {
    const marks = this.#queues.get(queueId);
    if (marks?.overAt.delete(key)) marks.version = this.#versions += 1;
  }

  /** What is given of this queue has changed. */
  touch(queueId: string): void {
    this.#of(queueId).version = this.#versions += 1;
  }

  /** Forgets queues that nobody asks for. */
  keep(queueIds: ReadonlySet<string>): void {
    for (const id of this.#queues.keys())
      if (!queueIds.has(id)) {
        this.#queues.delete(id);
        this.#forgottenAt = this.#versions += 1;
      }
  }

  #of(queueId: string): Marks {
    const known = this.#queues.get(queueId) ?? {
      overAt: new Map<string, number>(),
      version: this.#forgottenAt,
    };
    this.#queues.set(queueId, known);
    return known;
  }

  #keyOf(query: MemberQuery): string {
    const known = this.#keys.get(query) ?? cacheKey(this.#scope, query);
    this.#keys.set(query, known);
    return known;
  }
}
