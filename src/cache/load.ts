// One load of a query: the snapshot in the store if it is fresh, or a fetch, by this process or by another one.
import type { LoadOptions, Snapshot } from '../domain/model.js';
import { budgetSpent } from '../genesys/budget.js';
import type { Purpose } from '../genesys/budget.rules.js';
import { cacheKey } from '../domain/cache-key.rules.js';
import { judge } from './freshness.rules.js';
import { singleFetch } from './single-fetch.js';
import { prepareFacts } from './snapshot-facts.js';
import type { CacheDependencies } from './dependencies.js';
import type { LoadResult, QueryState } from './queries.js';

/** Options of one load. */
export interface FetchOptions extends LoadOptions {
  /** Called when the budget leaves no request for it. */
  readonly onRefusedByBudget: () => void;
}

/** With `deadline: 0`, how long another process is waited for, milliseconds. */
const USUAL_DEADLINE_MS = 1_500;

/** The store is asked inside the promise that callers share, so nobody loads twice in between. */
export async function load(
  dependencies: CacheDependencies,
  state: QueryState,
  purpose: Purpose | 'admitted',
  options: FetchOptions,
): Promise<LoadResult> {
  const { store, clock } = dependencies;
  const startedAt = clock.now();
  // A store that fails is a store that holds nothing: Genesys is asked.
  const held = await store.get(state.key).catch(() => undefined);
  // A refresh begins while the old answer is still fresh: only one that is newer makes it needless.
  const needless = held && (purpose !== 'admitted' || held.takenAt > (state.takenAt ?? -Infinity));
  if (needless && isFresh(dependencies, state, held)) {
    // It may come from another process.
    await prepareFacts(held);
    return { snapshot: held, via: 'hit' };
  }
  const byLook =
    purpose === 'admitted'
      ? undefined
      : await dependencies.looks?.load(state.query, leftOf(dependencies, startedAt));
  if (byLook?.snapshot) return { snapshot: byLook.snapshot, via: 'miss' };
  return fetchOnce(dependencies, state, byLook?.purpose ?? purpose, startedAt, options);
}

/** Milliseconds that a caller who asked at `startedAt` still waits. */
const leftOf = ({ settings, clock }: CacheDependencies, startedAt: number) =>
  (settings.deadline || USUAL_DEADLINE_MS) - (clock.now() - startedAt);

/** Whether a snapshot is fresh. */
function isFresh(
  { clock, settings, changeFeed }: CacheDependencies,
  { query }: QueryState,
  { takenAt }: Snapshot,
) {
  const policy = changeFeed.policyOf(query, takenAt);
  return judge(clock.now() - takenAt, settings, false, policy) === 'answer';
}

/**
 * How members are written when only their count is asked for: with what the decision log counts them by. A
 * question for members in the same view shares the fetch.
 */
const EXPLAINED = { expand: ['presence', 'routingStatus'] };

/** @throws ServiceError why nothing may be asked now */
function admit(
  { gate, shares }: CacheDependencies,
  state: QueryState,
  purpose: Purpose,
  options: FetchOptions,
): void {
  const refusal =
    shares.refusal(state, options.caller ?? '', purpose) ??
    (gate.admit(purpose, state.pages) ? undefined : (gate.refusal?.() ?? budgetSpent(gate.freeIn())));
  if (!refusal) return;
  options.onRefusedByBudget();
  throw refusal;
}

/** A fetch of this process, or the result of the one that another process is making. */
async function fetchOnce(
  dependencies: CacheDependencies,
  state: QueryState,
  purpose: Purpose | 'admitted',
  startedAt: number,
  options: FetchOptions,
): Promise<LoadResult> {
  const { store, leases, clock, settings, shares, fetches, source, scope, changeFeed, keepFor } =
    dependencies;
  const viewed = { ...state.query, view: state.query.view ?? EXPLAINED };
  const key = cacheKey(scope, viewed);
  const fetch = async (): Promise<LoadResult> => {
    if (purpose !== 'admitted') admit(dependencies, state, purpose, options);
    shares.charge(state, state.pages, options.caller);
    const before = store.peek(key);
    const { snapshot } = await fetches.pass(() => source.get(viewed, options));
    await prepareFacts(snapshot);
    changeFeed.fetched(viewed, before, snapshot);
    // The memory of this process is written at once; nobody waits for Redis.
    const owner = dependencies.queries.ownerOf(state.key);
    void store.set([key, state.anyKey], snapshot, keepFor, owner).catch(() => undefined);
    dependencies.looks?.fetched(viewed, snapshot);
    return { snapshot, via: 'miss' };
  };
  const deadline = settings.deadline || USUAL_DEADLINE_MS;
  // As with loads of this process: one that began within the deadline before ours may be joined.
  const mayJoin = ({ takenAt }: Snapshot) => takenAt > startedAt - deadline;
  const leftMs = leftOf(dependencies, startedAt);
  const landed = await singleFetch<Snapshot, LoadResult>(leases, clock, {
    key,
    // No caller waits for a refresh: it waits for as long as another process fetches.
    maxWaitMs: purpose === 'admitted' ? Infinity : leftMs / 2,
    held: () => store.peek(key),
    resultOf: (snapshot, waited) =>
      isFresh(dependencies, state, snapshot) || (waited && mayJoin(snapshot))
        ? { snapshot, via: waited ? 'collapsed' : 'hit' }
        : undefined,
    fetch,
  });
  await prepareFacts(landed.snapshot);
  return landed;
}
