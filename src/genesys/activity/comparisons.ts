// Holds what was fetched against the looks around it, and keeps the book of what comes of that.
import type { Clock } from '../../runtime/clock.js';
import { compare, tellsOf, type Disagreement, type Fetched } from './comparison.rules.js';
import type { Look, QueueLook } from './look.js';
import { LookLag } from './look-lag.js';
import { changedBetween } from './states.rules.js';
import type { TrustLedger } from './trust-ledger.js';

/** Fetches of one queue that wait for a look that tells of their end. */
const MOST_PENDING = 4;
/** A look that shows what was fetched so long ago has not caught up: that came to be so again. */
const CATCHING_UP_MS = 15_000;

interface Pending {
  readonly before: QueueLook;
  readonly fetched: Fetched;
  readonly changed: Set<string>;
}

/** What a look has contradicted. */
interface Contradicted {
  readonly by: Disagreement;
  readonly pending: Pending;
}

/** The comparisons of one organization. */
export class Comparisons {
  readonly #ledger: TrustLedger;
  readonly #clock: Clock;
  readonly lag = new LookLag();
  /** The last two looks at each queue, the newer first. */
  readonly #looks = new Map<string, readonly QueueLook[]>();
  readonly #pending = new Map<string, Pending[]>();
  readonly #contradicted = new Map<string, Contradicted>();

  constructor(ledger: TrustLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** All pages of a query were fetched. @returns whether a look may follow that says something of it */
  fetched(fetched: Fetched): boolean {
    const looks = this.#looks.get(fetched.queueId) ?? [];
    const before = looks.find(({ answeredAt }) => answeredAt <= fetched.beganAt);
    if (!before) return false;
    const pending = this.#pending.get(fetched.queueId) ?? [];
    // The oldest is compared first, however late looks are.
    if (pending.length >= MOST_PENDING) return true;
    const [last = before] = looks;
    pending.push({ before, fetched, changed: new Set(changedBetween(before, last)) });
    this.#pending.set(fetched.queueId, pending);
    return true;
  }

  /** A look came. @param intervalMs between two looks at a queue, while none fails @returns queues that are to be looked at and fetched once more */
  looked({ queues }: Look, intervalMs: number): string[] {
    const now = this.#clock.now();
    for (const look of queues.values()) {
      const [last] = this.#looks.get(look.queueId) ?? [];
      if (!last) continue;
      this.lag.saw(last, look, intervalMs, now);
      const pending = this.#pending.get(look.queueId) ?? [];
      if (pending.length === 0) continue;
      const changed = changedBetween(last, look);
      for (const one of pending) for (const userId of changed) one.changed.add(userId);
    }
    this.lag.came(queues.values(), intervalMs, now);
    const doubtful: string[] = [];
    for (const look of queues.values()) {
      const [last] = this.#looks.get(look.queueId) ?? [];
      this.#looks.set(look.queueId, last ? [look, last] : [look]);
      this.#catchUp(look, intervalMs, now);
      if (this.#compare(look, now)) doubtful.push(look.queueId);
    }
    return doubtful;
  }

  /** Forgets queues that nobody asks for. */
  keep(queueIds: ReadonlySet<string>): void {
    for (const known of [this.#looks, this.#pending, this.#contradicted])
      for (const id of known.keys()) if (!queueIds.has(id)) known.delete(id);
    this.#ledger.keep(queueIds, this.#clock.now());
  }

  /** Where states are told without their moments, only this says how late looks are. */
  #catchUp(look: QueueLook, intervalMs: number, now: number): void {
    const { by, pending } = this.#contradicted.get(look.queueId) ?? {};
    if (!by || !pending) return;
    if (tellsOf(look, pending.fetched, by.who))
      this.lag.caughtUp(look, pending.before.askedAt, intervalMs, now);
    else if (now - pending.fetched.endedAt < CATCHING_UP_MS) return;
    this.#contradicted.delete(look.queueId);
  }

  #compare(look: QueueLook, now: number): boolean {
    const pending = this.#pending.get(look.queueId);
    if (!pending) return false;
    const tellsAt = look.askedAt - this.lag.ms;
    const later = pending.filter(({ fetched }) => fetched.endedAt > tellsAt);
    if (later.length > 0) this.#pending.set(look.queueId, later);
    else this.#pending.delete(look.queueId);
    let doubtful = false;
    for (const one of pending) {
      if (one.fetched.endedAt > tellsAt) continue;
      const outcome = compare(one, look);
      if (!outcome) continue;
      if (outcome.kind === 'agree') this.lag.agreed(one.fetched.beganAt, this.#looks.size);
      if (outcome.kind === 'disagree' && outcome.mayBeLate) this.#contradict(look, outcome, one);
      if (this.#ledger.note(look.queueId, outcome, now)) doubtful = true;
    }
    return doubtful;
  }

  #contradict(look: QueueLook, by: Disagreement, pending: Pending): void {
    this.lag.contradicted(look, pending.fetched.endedAt);
    if (look.latestSince === undefined) this.#contradicted.set(look.queueId, { by, pending });
  }
}
