// What the cache wants of looks: the state of every member of many queues, had in one request.
import type { MemberQuery, Snapshot } from '../domain/model.js';
import type { Purpose } from '../genesys/budget.rules.js';
import type { QueryState } from './queries.js';

/** A snapshot that a look gives; or none, and for what purpose its queue is to be fetched then, where that differs. */
export interface LoadedByLook {
  readonly snapshot?: Snapshot;
  readonly purpose?: Purpose;
}

export interface Looks {
  /** @param leftMs how long the answer may take */
  load(query: MemberQuery, leftMs: number): Promise<LoadedByLook>;
  /** All pages of `query` were fetched now, and are held. */
  fetched(query: MemberQuery, snapshot: Snapshot): void;
  /**
   * What the last look says of what is held for this query: that it is the `same`, or has `changed`. Undefined where
   * looks can't say all that a refresh would find out.
   */
  tells(state: QueryState): 'same' | 'changed' | undefined;
}
