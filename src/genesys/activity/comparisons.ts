// Holds what was fetched against the looks around it, and keeps the book of what comes of that.
import type { Clock } from '../../runtime/clock.js';
import { compare, type Fetched } from './comparison.rules.js';
import type { Look, QueueLook } from './look.js';
import { lagAfter, lagBetween, type Lag } from './lag.rules.js';
import type { TrustLedger } from './trust-ledger.js';

/** Fetches of one queue that wait for the look after them. */
const MOST_PENDING = 4;

interface Pending {
  readonly before: QueueLook;
  readonly fetched: Fetched;
}

/** The comparisons of one organization. */
export class Comparisons {
  readonly #ledger: TrustLedger;
  readonly #clock: Clock;
  /** The last two looks at each queue, the newer first. */
  readonly #looks = new Map<string, readonly QueueLook[]>();
  readonly #pending = new Map<string, Pending[]>();
  #lag: Lag | undefined;

  constructor(ledger: TrustLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** How far looks are behind at most, in milliseconds. */
  get lagMs(): number {
    this.#lag = lagAfter(this.#lag, 0, this.#clock.now());
    return this.#lag?.ms ?? 0;
  }

  /** The lag that is reckoned with, undefined while none was seen. */
  get lag(): Lag | undefined {
    return this.#lag;
  }

  /** Another process has seen answers that were behind. */
  learnLag({ ms, seenAt }: Lag): void {
    if (this.#lag && this.#lag.ms >= ms && this.#lag.seenAt >= seenAt) return;
    this.#lag = lagAfter(this.#lag, ms, seenAt);
  }

  /** All pages of a query were fetched. @returns whether a look may follow that says something of it */
  fetched(fetched: Fetched): boolean {
    const before = this.#looks.get(fetched.queueId)?.find(({ answeredAt }) => answeredAt <= fetched.beganAt);
    if (!before) return false;
    const pending = this.#pending.get(fetched.queueId) ?? [];
    pending.push({ before, fetched });
    this.#pending.set(fetched.queueId, pending.slice(-MOST_PENDING));
    return true;
  }

  /** A look came. @param intervalMs between two looks at a queue, while none fails @returns queues that are to be looked at and fetched once more */
  looked({ queues }: Look, intervalMs: number): string[] {
    const now = this.#clock.now();
    const doubtful: string[] = [];
    for (const look of queues.values()) {
      const [last] = this.#looks.get(look.queueId) ?? [];
      if (last) this.#lag = lagAfter(this.#lag, lagBetween(last, look, intervalMs), now);
      this.#looks.set(look.queueId, last ? [look, last] : [look]);
      if (this.#compare(look, now)) doubtful.push(look.queueId);
    }
    return doubtful;
  }

  /** Forgets queues that nobody asks for. */
  keep(queueIds: ReadonlySet<string>): void {
    for (const id of this.#looks.keys()) if (!queueIds.has(id)) this.#looks.delete(id);
    for (const id of this.#pending.keys()) if (!queueIds.has(id)) this.#pending.delete(id);
    this.#ledger.keep(queueIds, this.#clock.now());
  }

  #compare(look: QueueLook, now: number): boolean {
    const pending = this.#pending.get(look.queueId);
    if (!pending) return false;
    this.#pending.delete(look.queueId);
    let doubtful = false;
    for (const { before, fetched } of pending) {
      const outcome = compare(before, look, fetched);
      if (outcome && this.#ledger.note(look.queueId, outcome, now)) doubtful = true;
    }
    return doubtful;
  }
}
