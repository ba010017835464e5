// Keeps count of one OAuth client's rate limit: what Genesys reports beats what was counted here.
import type { Clock } from '../runtime/clock.js';
import { admits, evenPaceIn, spacing, spendable, type Purpose, type Window } from './budget.rules.js';
import { ServiceError } from '../domain/errors.js';
import type { RateLimit } from './answers.js';

/** Genesys's default for client-credentials tokens, assumed until its headers say otherwise. */
const ASSUMED_ALLOWED = 300;
const WINDOW_MS = 60_000;
/** By so much may two answers differ in what they say of the end of one window. */
const SLACK_MS = 1_000;
/** Between two walks for news: time enough for the first one's request to be counted. */
const NEWS_SPACING_MS = 10;

/** What the end of a request says of the budget. */
export interface BudgetAnswer {
  readonly rateLimit?: RateLimit | undefined;
  /** No connection was to be had for it: Genesys has counted nothing. */
  readonly neverSent?: boolean;
  /** After a 429: how long background work has to rest, in milliseconds. */
  readonly gateClosedForMs?: number;
}

/** The budget of one OAuth client. */
export class Budget {
  readonly #clock: Clock;
  #allowed = ASSUMED_ALLOWED;
  /** Requests in this window, as reported or counted. */
  #count = 0;
  /** Requests under way: sent, and in no report yet. */
  #underWay = 0;
  #resetAt: number;
  #gateOpensAt = -Infinity;
  #nextRefreshAt = -Infinity;
  #nextNewsAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#resetAt = clock.now();
  }

  /** The window as it stands; requests under way count. */
  window(): Window {
    this.#turn();
    return {
      allowed: this.#allowed,
      count: this.#count + this.#underWay,
      leftMs: Math.max(0, this.#resetAt - this.#clock.now()),
      lengthMs: WINDOW_MS,
    };
  }

  /** Whether a walk of `pages` requests may begin now; a refresh takes its turn by that. */
  admit(purpose: Purpose, pages: number): boolean {
    const now = this.#clock.now();
    const window = this.window();
    if (!admits(window, purpose, pages)) return false;
    if (purpose === 'first') return true;
    if (now < this.#gateOpensAt) return false;
    if (purpose === 'look-up') return true;
    if (now < (purpose === 'news' ? this.#nextNewsAt : this.#nextRefreshAt)) return false;
    if (purpose === 'news') this.#nextNewsAt = now + pages * NEWS_SPACING_MS;
    else this.#nextRefreshAt = Math.max(now, this.#nextRefreshAt) + pages * spacing(window);
    return true;
  }

  /** Milliseconds until a refresh may be asked for again; news take no turns with refreshes. */
  refreshIn(purpose: 'refresh' | 'news' = 'refresh'): number {
    const window = this.window();
    const nextAt = purpose === 'news' ? this.#nextNewsAt : this.#nextRefreshAt;
    const turnAt = Math.max(this.#gateOpensAt, nextAt);
    return Math.max(0, turnAt - this.#clock.now(), evenPaceIn(window));
  }

  /** Milliseconds until a look-up may be admitted, 0 when it may be now. */
  lookUpIn(): number {
    const window = this.window();
    const room = admits(window, 'look-up', 1) ? 0 : window.leftMs;
    return Math.max(0, this.#gateOpensAt - this.#clock.now(), room);
  }

  /** Milliseconds until something may be spent again, 0 when it may be now. */
  freeIn(): number {
    const { count, leftMs } = this.window();
    return count < spendable({ allowed: this.#allowed }) ? 0 : leftMs;
  }

  /** Requests that may still be spent in this window; none while the gate is closed. */
  left(): number {
    if (this.#clock.now() < this.#gateOpensAt) return 0;
    const { allowed, count } = this.window();
    return Math.max(0, spendable({ allowed }) - count);
  }

  /** A request goes out; the function returned says how it ended. */
  send(): (answer?: BudgetAnswer) => void {
    this.#turn();
    const sentAt = this.#clock.now();
    const sentIn = this.#resetAt;
    this.#underWay += 1;
    return (answer) => {
      this.#underWay -= 1;
      this.#turn();
      if (answer?.rateLimit) this.#learn(answer.rateLimit, sentAt);
      else if (sentIn === this.#resetAt && !answer?.neverSent) this.#count += 1;
      if (answer?.gateClosedForMs) {
        this.#gateOpensAt = Math.max(this.#gateOpensAt, this.#clock.now() + answer.gateClosedForMs);
      }
    };
  }

  /**
   * Answers may arrive late and out of order: within a window the count only grows. When Genesys counted the request
   * is known no better than that it was between its sending and its answer.
   */
  #learn({ allowed, count, resetSeconds }: RateLimit, sentAt: number): void {
    this.#allowed = Math.max(1, allowed);
    if (resetSeconds === undefined) {
      this.#count = Math.max(this.#count, count);
      return;
    }
    // Whole seconds, rounded up or down.
    const earliest = sentAt + (resetSeconds - 1) * 1000;
    const latest = this.#clock.now() + resetSeconds * 1000;
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

/** The error of a request that the budget doesn't allow. @param freeInMs milliseconds until it does */
export function budgetSpent(freeInMs: number): ServiceError {
  return new ServiceError('genesys_rate_limited', {
    detail: "What may be spent of Genesys Cloud's rate limit is spent.",
    retryAfterSeconds: Math.ceil(freeInMs / 1000),
  });
}
