// One load of a query: what is held if that will do, or a fetch that is ours or another process's.
import type { LoadOptions, Snapshot } from '../domain/model.js';
import { budgetSpent } from '../genesys/budget.js';
import type { Purpose } from '../genesys/budget.rules.js';
import { cacheKey } from '../domain/cache-key.rules.js';
import { judge } from './freshness.rules.js';
import { singleFetch } from './single-fetch.js';
import { prepareFacts } from './snapshot-facts.js';
import type { CacheDependencies } from './dependencies.js';
import type { Landed, QueryState } from './queries.js';

/** What comes along with a load. */
export interface FetchOptions extends LoadOptions {
  /** Hears that nothing was asked, for lack of budget. */
  readonly onWithheld: () => void;
}

/** Where nobody is kept to a deadline, another process is waited for as if it were this. */
const USUAL_DEADLINE_MS = 1_500;

/** The lookup happens inside the shared promise, so nobody loads twice in the gap behind it. */
export async function load(
  dependencies: CacheDependencies,
  state: QueryState,
  purpose: Purpose | 'admitted',
  options: FetchOptions,
): Promise<Landed> {
  const { store, clock } = dependencies;
  const startedAt = clock.now();
  // A store that fails is a store that holds nothing: Genesys is asked.
  const held = await store.get(state.key).catch(() => undefined);
  // A refresh begins while the old answer is still fresh: only one that is newer makes it needless.
  const needless = held && (purpose !== 'admitted' || held.takenAt > (state.takenAt ?? -Infinity));
  if (needless && isFresh(dependencies, state, held)) return { snapshot: held, via: 'hit' };
  const byLook =
    purpose === 'admitted'
      ? undefined
      : await dependencies.looks?.load(state.query, leftOf(dependencies, startedAt));
  if (byLook?.snapshot) return { snapshot: byLook.snapshot, via: 'miss' };
  return fetchOnce(dependencies, state, byLook?.purpose ?? purpose, startedAt, options);
}

/** Milliseconds that who asked at `startedAt` still waits. */
const leftOf = ({ settings, clock }: CacheDependencies, startedAt: number) =>
  (settings.deadline || USUAL_DEADLINE_MS) - (clock.now() - startedAt);

/** Whether a snapshot may be given without a thought. */
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
  options.onWithheld();
  throw refusal;
}

/** A fetch of ours, or what came of the one that another process was making. */
function fetchOnce(
  dependencies: CacheDependencies,
  state: QueryState,
  purpose: Purpose | 'admitted',
  startedAt: number,
  options: FetchOptions,
): Promise<Landed> {
  const { store, leases, clock, settings, shares, fetches, source, scope, changeFeed, keepFor } =
    dependencies;
  const viewed = { ...state.query, view: state.query.view ?? EXPLAINED };
  const key = cacheKey(scope, viewed);
  const fetch = async (): Promise<Landed> => {
    if (purpose !== 'admitted') admit(dependencies, state, purpose, options);
    shares.charge(state, state.pages, options.caller);
    const before = store.peek(key);
    const { snapshot } = await fetches.pass(() => source.get(viewed, options));
    await prepareFacts(snapshot);
    changeFeed.fetched(viewed, before, snapshot);
    // What this process holds is written at once; nobody waits for what others share.
    const owner = dependencies.queries.ownerOf(state.key);
    void store.set([key, state.anyKey], snapshot, keepFor, owner).catch(() => undefined);
    dependencies.looks?.fetched(viewed, snapshot);
    return { snapshot, via: 'miss' };
  };
  const deadline = settings.deadline || USUAL_DEADLINE_MS;
  // As with loads of this process: one that began within the deadline before ours may be joined.
  const mayJoin = ({ takenAt }: Snapshot) => takenAt > startedAt - deadline;
  const leftMs = leftOf(dependencies, startedAt);
  return singleFetch<Snapshot, Landed>(leases, clock, {
    key,
    // A refresh has nobody who waits for it: it waits for as long as another one fetches.
    patienceMs: purpose === 'admitted' ? Infinity : leftMs / 2,
    held: () => store.peek(key),
    resultOf: (snapshot, waited) =>
      isFresh(dependencies, state, snapshot) || (waited && mayJoin(snapshot))
        ? { snapshot, via: waited ? 'collapsed' : 'hit' }
        : undefined,
    fetch,
  });
}
