// One load of a query: what is held if that will do, or a walk that is ours or another process's.
import type { Asking, Snapshot } from '../domain/model.js';
import { budgetSpent } from '../genesys/budget.js';
import type { Purpose } from '../genesys/budget.rules.js';
import { cacheKey } from '../domain/cache-key.rules.js';
import { judge } from './freshness.rules.js';
import { oneWalk } from './single-fetch.js';
import type { CacheParts } from './dependencies.js';
import type { Landed, QueryState } from './queries.js';

/** What comes along with a load. */
export interface LoadAsking extends Asking {
  /** Hears that nothing was asked, for lack of budget. */
  readonly onWithheld: () => void;
}

/** Where nobody is kept to a deadline, another process is waited for as if it were this. */
const USUAL_DEADLINE_MS = 1_500;

/** The lookup happens inside the shared promise, so nobody loads twice in the gap behind it. */
export async function load(
  parts: CacheParts,
  state: QueryState,
  purpose: Purpose | 'admitted',
  asking: LoadAsking,
): Promise<Landed> {
  const { store, clock } = parts;
  const startedAt = clock.now();
  // A store that fails is a store that holds nothing: Genesys is asked.
  const held = await store.get(state.key).catch(() => undefined);
  // A refresh begins while the old answer is still fresh: only one that is newer makes it needless.
  const needless = held && (purpose !== 'admitted' || held.takenAt > (state.takenAt ?? -Infinity));
  if (needless && isFresh(parts, state, held)) return { snapshot: held, via: 'hit' };
  const told =
    purpose === 'admitted' ? undefined : await parts.looks?.load(state.query, leftOf(parts, startedAt));
  if (told?.snapshot) return { snapshot: told.snapshot, via: 'miss' };
  return walkOnce(parts, state, told?.purpose ?? purpose, startedAt, asking);
}

/** Milliseconds that who asked at `startedAt` still waits. */
const leftOf = ({ settings, clock }: CacheParts, startedAt: number) =>
  (settings.deadline || USUAL_DEADLINE_MS) - (clock.now() - startedAt);

/** Whether a snapshot may be given without a thought. */
function isFresh(
  { clock, settings, announcements }: CacheParts,
  { query }: QueryState,
  { takenAt }: Snapshot,
) {
  const term = announcements.termOf(query, takenAt);
  return judge(clock.now() - takenAt, settings, false, term) === 'answer';
}

/**
 * How members are written when only their count is asked for: with what the decision log counts them by. A
 * question for members in the same view shares the walk.
 */
const EXPLAINED = { expand: ['presence', 'routingStatus'] };

/** @throws ServiceError why nothing may be asked now */
function admit({ gate, shares }: CacheParts, state: QueryState, purpose: Purpose, asking: LoadAsking): void {
  const refusal =
    shares.refusal(state, asking.caller ?? '', purpose) ??
    (gate.admit(purpose, state.pages) ? undefined : (gate.refusal?.() ?? budgetSpent(gate.freeIn())));
  if (!refusal) return;
  asking.onWithheld();
  throw refusal;
}

/** A walk of ours, or what came of the one that another process was making. */
function walkOnce(
  parts: CacheParts,
  state: QueryState,
  purpose: Purpose | 'admitted',
  startedAt: number,
  asking: LoadAsking,
): Promise<Landed> {
  const { store, leases, clock, settings, shares, walks, source, scope, announcements, keepFor } = parts;
  const viewed = { ...state.query, view: state.query.view ?? EXPLAINED };
  const key = cacheKey(scope, viewed);
  const walk = async (): Promise<Landed> => {
    if (purpose !== 'admitted') admit(parts, state, purpose, asking);
    shares.charge(state, state.pages, asking.caller);
    const before = store.peek(key);
    const { snapshot } = await walks.pass(() => source.get(viewed, asking));
    announcements.walked(viewed, before, snapshot);
    // What this process holds is written at once; nobody waits for what others share.
    const owner = parts.queries.ownerOf(state.key);
    void store.set([key, state.anyKey], snapshot, keepFor, owner).catch(() => undefined);
    parts.looks?.fetched(viewed, snapshot);
    return { snapshot, via: 'miss' };
  };
  const deadline = settings.deadline || USUAL_DEADLINE_MS;
  // As with loads of this process: one that began within the deadline before ours may be joined.
  const mayJoin = ({ takenAt }: Snapshot) => takenAt > startedAt - deadline;
  const leftMs = leftOf(parts, startedAt);
  return oneWalk<Snapshot, Landed>(leases, clock, {
    key,
    // A refresh has nobody who waits for it: it waits for as long as another one walks.
    patienceMs: purpose === 'admitted' ? Infinity : leftMs / 2,
    held: () => store.peek(key),
    resultOf: (snapshot, waited) =>
      isFresh(parts, state, snapshot) || (waited && mayJoin(snapshot))
        ? { snapshot, via: waited ? 'collapsed' : 'hit' }
        : undefined,
    walk,
  });
}
