// The innermost SnapshotSource: fetches Genesys's members endpoint each time it is asked.
import type { Clock } from '../../runtime/clock.js';
import { askedOfGenesys } from '../../domain/filters.js';
import type { MemberQuery, Origin, SnapshotSource } from '../../domain/model.js';
import { asServiceError, type ServiceError } from '../../domain/errors.js';
import { membersPath } from '../../domain/members-path.rules.js';
import { correlationId } from '../answers.js';
import { loadLimit, type GenesysClient } from '../client.js';
import { readMemberPage } from './member-page.js';
import { fetchPages, type FetchedPages } from './fetch-pages.js';

/** What the world hears of fetches. */
export interface FetchObserver {
  fetched(queueId: string, tookMs: number): void;
  /** @param origin who began it; absent when nobody waits */
  failed(queueId: string, error: ServiceError, tookMs: number, origin?: Origin): void;
  /** Genesys claimed a total that differs from what was counted. */
  totalDiffers(queueId: string, claimed: number, counted: number): void;
}

/** Bounds of one load. */
export interface LoadSettings {
  /** Milliseconds for all pages and retries together. */
  readonly loadTimeout: number;
  readonly maxPages: number;
}

/** A SnapshotSource over the members endpoint: every `get` is a fetch, every answer a miss. */
export function genesysMembers(
  client: GenesysClient,
  clock: Clock,
  settings: LoadSettings,
  observer: FetchObserver,
): SnapshotSource {
  return {
    async get(query, options) {
      const takenAt = clock.now();
      const asOf = clock.wall();
      const correlationIds: string[] = [];
      const limit = loadLimit(settings.loadTimeout, clock, options);
      const fetchOne = async (asked: MemberQuery) => {
        let claimed: number | undefined;
        const fetched = await fetchPages(async (pageNumber, pageSize) => {
          const answer = await client.get(membersPath(asked, { pageNumber, pageSize }), limit);
          const id = correlationId(answer);
          if (id) correlationIds.push(id);
          const page = await readMemberPage(answer.body, id);
          claimed = page.claimedTotal;
          return page;
        }, settings.maxPages);
        const counted = fetched.members.length;
        if (claimed !== undefined && claimed !== counted)
          observer.totalDiffers(query.queueId, claimed, counted);
        return fetched;
      };
      try {
        const { members, pages } = await fetchAll(query, fetchOne);
        observer.fetched(query.queueId, clock.now() - takenAt);
        const snapshot = { members, takenAt, asOf, pages, correlationIds };
        return { snapshot, ageMs: clock.now() - takenAt, ttlMs: 0, via: 'miss' };
      } catch (fault) {
        observer.failed(query.queueId, asServiceError(fault), clock.now() - takenAt, options?.origin);
        throw fault;
      } finally {
        limit.done();
      }
    },
  };
}

/** One fetch after the other, where filters take several: who is in all of them matches. */
async function fetchAll(
  query: MemberQuery,
  fetchOne: (asked: MemberQuery) => Promise<FetchedPages>,
): Promise<FetchedPages> {
  const [first, ...others] = askedOfGenesys(query.filters);
  let { members, pages } = await fetchOne({ ...query, ...(first && { filters: first }) });
  for (const filters of others) {
    if (members.length === 0) break;
    const next = await fetchOne({ ...query, filters });
    const ids = new Set(next.members.map(({ id }) => id));
    members = members.filter(({ id }) => ids.has(id));
    pages += next.pages;
  }
  return { members, pages };
}
