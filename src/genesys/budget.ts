// Keeps count of one OAuth client's rate limit: what Genesys reports beats what was counted here.
import { ServiceError } from '../domain/errors.js';
import type { Clock } from '../runtime/clock.js';
import type { RateLimit } from './answers.js';
import {
  admits,
  allowedBy,
  evenPaceIn,
  leftIn,
  lookSpacing,
  spacingOfRest,
  spendable,
  type Purpose,
  type Window,
} from './budget.rules.js';
import type { GateReading } from './gate-report.rules.js';
import { Gate, type GateObserver, type ProbeTurn } from './gate.js';
import { gateInWords, type GateState } from './gate.rules.js';

const WINDOW_MS = 60_000;
/** By so much may two answers differ in what they say of the end of one window. */
const SLACK_MS = 1_000;
/** Between two fetches for invalidations: time enough for the first one's request to be counted. */
const INVALIDATION_SPACING_MS = 10;

/** What the end of a request says of the budget. */
interface BudgetAnswer {
  /** Undefined when no whole answer came. */
  readonly status?: number;
  readonly rateLimit?: RateLimit | undefined;
  /** Of a 429, where it has one that is of use. */
  readonly retryAfterSeconds?: number | undefined;
  /** No connection was to be had for it: Genesys has counted nothing. */
  readonly neverSent?: boolean;
  /** A 429 may be that of a limit apart: it closes the gate only where the count says that all is spent. */
  readonly limitedApart?: boolean | undefined;
}

/** What may be given to a budget. */
export interface BudgetOptions {
  /** Shared by the budgets of one organization. */
  readonly turn?: ProbeTurn;
  readonly observer?: GateObserver;
  readonly random?: () => number;
}

/** The budget of one OAuth client. */
export class Budget {
  readonly #clock: Clock;
  readonly #gate: Gate;
  /** What Genesys told of the limit last; moments are monotonic milliseconds. */
  #told: { readonly allowed: number; readonly at: number } | undefined;
  /** Requests in this window, as reported or counted. */
  #count = 0;
  /** Requests under way: sent, and in no report yet. */
  #underWay = 0;
  #resetAt: number;
  /** The refresh that had its turn last. */
  #refreshed = { at: -Infinity, pages: 0 };
  #nextInvalidationAt = -Infinity;
  #nextLookAt = -Infinity;
  #keptForLooks = 0;

  constructor(clock: Clock, { turn, observer, random }: BudgetOptions = {}) {
    this.#clock = clock;
    this.#gate = new Gate(clock, turn, observer, random);
    this.#resetAt = clock.now();
  }

  /** The window as it stands; requests under way count. */
  window(): Window {
    this.#turn();
    return {
      allowed: allowedBy(this.#told, this.#clock.now(), WINDOW_MS),
      count: this.#count + this.#underWay,
      leftMs: Math.max(0, this.#resetAt - this.#clock.now()),
      lengthMs: WINDOW_MS,
      ...(this.#keptForLooks > 0 && { keptForLooks: this.#keptForLooks }),
    };
  }

  /**
   * Whether a fetch of `pages` requests may begin now; a refresh takes its turn by that. While the gate is closed
   * nothing may, whatever it is for, and at its end one may that is going to try.
   * @param fetchesWanted requests that fetches want in a window: what looks may have beyond half is what that leaves
   */
  admit(purpose: Purpose, pages: number, fetchesWanted = Infinity): boolean {
    const now = this.#clock.now();
    const window = this.window();
    if (!this.#gate.mayBegin() || !admits(window, purpose, pages)) return false;
    if (now < this.#turnAt(purpose, window)) return false;
    this.#gate.begin();
    if (purpose === 'refresh') this.#refreshed = { at: now, pages };
    if (purpose === 'invalidation') this.#nextInvalidationAt = now + pages * INVALIDATION_SPACING_MS;
    if (purpose === 'look' || purpose === 'first-look')
      this.#nextLookAt = now + lookSpacing(window, fetchesWanted, pages);
    return true;
  }

  /** So many requests of each window are for looks alone from now on; at most half of what may be spent. */
  keepForLooks(requests: number): void {
    this.#keptForLooks = Math.min(requests, spendable(this.window()) / 2);
  }

  /** Milliseconds until a refresh may be asked for again; invalidations take no turns with refreshes. */
  refreshIn(purpose: 'refresh' | 'invalidation' | 'look' = 'refresh'): number {
    const window = this.window();
    const turnIn = this.#turnAt(purpose, window) - this.#clock.now();
    const room =
      purpose === 'invalidation'
        ? evenPaceIn(window)
        : leftIn(purpose === 'look' ? { ...window, keptForLooks: 0 } : window);
    return Math.max(0, this.#gate.waitMs(), turnIn, room);
  }

  /** Milliseconds until metadata may be asked for, 0 when it may be now. */
  metadataIn(): number {
    const window = this.window();
    return Math.max(this.#gate.waitMs(), admits(window, 'metadata', 1) ? 0 : window.leftMs);
  }

  /** Milliseconds until something may be spent again, 0 when it may be now. */
  freeIn(): number {
    return Math.max(this.#gate.waitMs(), this.#spentFor());
  }

  /** Requests that may still be spent in this window; none while the gate is closed. */
  left(): number {
    if (this.#gate.waitMs() > 0) return 0;
    const { allowed, count } = this.window();
    return Math.max(0, spendable({ allowed }) - count);
  }

  /** Why nothing may be asked now, undefined when something may. */
  refusal(): ServiceError | undefined {
    const closedFor = this.#gate.waitMs();
    const freeIn = Math.max(closedFor, this.#spentFor());
    if (freeIn === 0) return undefined;
    return closedFor > 0 ? gateClosed(this.#gate.state, freeIn) : budgetSpent(freeIn);
  }

  /** How the gate stands, and for how long it stays so. */
  gate(): GateReading {
    const { state, probeDue, stands } = this.#gate;
    return { ...state, waitMs: this.#gate.waitMs(), probeDue, stands };
  }

  /** A request goes out; the function returned says how it ended. */
  send(): (answer?: BudgetAnswer) => void {
    this.#turn();
    const sentAt = this.#clock.now();
    const sentIn = this.#resetAt;
    this.#underWay += 1;
    const passed = this.#gate.send();
    return ({ status, rateLimit, retryAfterSeconds, neverSent, limitedApart } = {}) => {
      this.#underWay -= 1;
      this.#turn();
      if (rateLimit) this.#learn(rateLimit, sentAt);
      else if (sentIn === this.#resetAt && !neverSent) this.#count += 1;
      const { allowed, count } = this.window();
      const told = rateLimit ?? (this.#told && { allowed, count });
      const apart = limitedApart === true && !(told && told.count >= told.allowed);
      passed({
        status: apart && status === 429 ? undefined : status,
        retryAfterSeconds,
        ...(told && { reported: { count: told.count, allowed: told.allowed } }),
      });
    };
  }

  #spentFor(): number {
    const { allowed, count, leftMs } = this.window();
    return count < spendable({ allowed }) ? 0 : leftMs;
  }

  /** From when on one of this purpose may have its turn. */
  #turnAt(purpose: Purpose, window: Window): number {
    if (purpose === 'invalidation') return this.#nextInvalidationAt;
    if (purpose === 'look') return this.#nextLookAt;
    if (purpose !== 'refresh') return -Infinity;
    // By the limit as it is known now, and no longer than a window: what was told may have been wrong.
    return this.#refreshed.at + Math.min(WINDOW_MS, this.#refreshed.pages * spacingOfRest(window));
  }

  /**
   * Answers may arrive late and out of order: within a window the count only grows. When Genesys counted the request
   * is known no better than that it was between its sending and its answer.
   */
  #learn({ allowed, count, resetSeconds }: RateLimit, sentAt: number): void {
    const now = this.#clock.now();
    this.#told = { allowed: Math.max(1, allowed), at: now };
    if (resetSeconds === undefined) {
      this.#count = Math.max(this.#count, count);
      return;
    }
    // Whole seconds, rounded up or down.
    const earliest = sentAt + (resetSeconds - 1) * 1000;
    const latest = now + resetSeconds * 1000;
    const same = this.#resetAt >= earliest - SLACK_MS && this.#resetAt <= latest + SLACK_MS;
    this.#count = same ? Math.max(this.#count, count) : count;
    this.#resetAt = same ? Math.min(Math.max(this.#resetAt, earliest), latest) : latest;
  }

  /** Begins a new window when the old one is over. */
  #turn(): void {
    if (this.#clock.now() < this.#resetAt) return;
    this.#count = 0;
    this.#resetAt = this.#clock.now() + WINDOW_MS;
  }
}

/** The error of a request that a closed gate holds back. */
function gateClosed(gate: GateState, forMs: number): ServiceError {
  return new ServiceError('genesys_rate_limited', {
    detail: `${gateInWords(gate)} Nothing is asked until one request may try.`,
    retryAfterSeconds: Math.ceil(forMs / 1000),
  });
}

/** The error of a request that the budget doesn't allow. @param freeInMs milliseconds until it does */
export function budgetSpent(freeInMs: number): ServiceError {
  return new ServiceError('genesys_rate_limited', {
    detail: "What may be spent of Genesys Cloud's rate limit is spent.",
    retryAfterSeconds: Math.max(1, Math.ceil(freeInMs / 1000)),
  });
}
