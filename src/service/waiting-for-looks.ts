// Questions that wait for a look, or for trust in looks; never for longer than leaves time for a fetch.
import type { Looked, Trusts } from '../cache/looked.js';
import type { LoadedByLook } from '../cache/looks.js';
import type { MemberQuery } from '../domain/model.js';
import type { TrustLedger } from '../genesys/activity/trust-ledger.js';
import { ORGANIZATION_AGREEMENTS } from '../genesys/activity/trust.rules.js';
import type { Clock } from '../runtime/clock.js';

/** Fetches that are made at once to earn trust; and for how long first questions wait for it. */
const PROOFS = ORGANIZATION_AGREEMENTS + 4;
const PROVING_MS = 5_000;
/** The part of its time that a question waits; what is left is for a fetch. */
const PATIENCE = 0.6;

interface WaitingDependencies {
  readonly clock: Clock;
  readonly ledger: TrustLedger;
  readonly freshFor: number;
  readonly isLooking: () => boolean;
  readonly trusts: Trusts;
  readonly looked: () => Pick<Looked, 'latest' | 'snapshotOf'>;
  /** Resolves when a look at the queue that is asked for from now on is over: whether it told of it. */
  readonly next: (queueId: string) => Promise<boolean>;
}

/** The questions of one organization that looks may answer. */
export class WaitingForLooks {
  readonly #dependencies: WaitingDependencies;
  readonly #forTrust: Array<() => void> = [];
  #beganAt = -Infinity;
  #proofs = 0;
  #disagreed = false;

  constructor(dependencies: WaitingDependencies) {
    this.#dependencies = dependencies;
  }

  /** Looks begin: trust is to be earned. */
  began(): void {
    this.#beganAt = this.#dependencies.clock.now();
    this.#proofs = 0;
    this.#disagreed = false;
  }

  /** A comparison was made, or looks have failed: who waits finds out what that means. */
  trustChanged(disagreed = false): void {
    if (disagreed) this.#disagreed = true;
    this.#forTrust.splice(0).forEach((resolve) => resolve());
  }

  async load(query: MemberQuery, leftMs: number): Promise<LoadedByLook> {
    const { clock, isLooking, looked, next } = this.#dependencies;
    const { queueId } = query;
    const startedAt = clock.now();
    const until = startedAt + PATIENCE * leftMs;
    while (isLooking() && clock.now() < until) {
      const isLooked = looked().latest(queueId) !== undefined;
      const isTrusted = this.#trusts(query);
      if (isLooked && isTrusted) {
        const told = this.#told(query, startedAt);
        if (told) return told;
      } else if (isLooked && (!this.isProving(queueId) || this.#isProof())) return {};
      const work = isLooked && !isTrusted ? this.#trustChanges() : next(queueId);
      if (!(await this.#within(work, until - clock.now()))) return {};
    }
    // Trust may still come: what is fetched meanwhile takes turns, so that looks have something to spend.
    return this.isProving(queueId) && !this.#trusts(query) ? { purpose: 'refresh' } : {};
  }

  /** Whether trust in this queue may come any moment: then questions wait for it a little. */
  isProving(queueId: string): boolean {
    const { clock, ledger, isLooking } = this.#dependencies;
    const now = clock.now();
    const { agreements, distrustedUntil } = ledger.organization;
    return (
      isLooking() &&
      !this.#disagreed &&
      agreements < ORGANIZATION_AGREEMENTS &&
      distrustedUntil <= now &&
      ledger.queue(queueId).distrustedUntil === -Infinity &&
      now - this.#beganAt < PROVING_MS
    );
  }

  /** The answer of the last look, if that is new enough; nothing at all where it can't tell. */
  #told(query: MemberQuery, startedAt: number): LoadedByLook | undefined {
    const { clock, freshFor, looked } = this.#dependencies;
    const snapshot = looked().snapshotOf(query);
    if (!snapshot) return {};
    const asked = looked().latest(query.queueId)?.askedAt ?? -Infinity;
    return asked >= startedAt || clock.now() - snapshot.takenAt < freshFor ? { snapshot } : undefined;
  }

  /** Whether this question is one whose fetch is to prove looks right. */
  #isProof(): boolean {
    if (this.#proofs >= PROOFS) return false;
    this.#proofs += 1;
    return true;
  }

  #trusts({ queueId, filters }: MemberQuery): boolean {
    return this.#dependencies.trusts(queueId, filters);
  }

  /** @returns false when looks have failed */
  #trustChanges(): Promise<boolean> {
    const { isLooking } = this.#dependencies;
    return new Promise((resolve) => this.#forTrust.push(() => resolve(isLooking())));
  }

  /** @returns true when it takes longer: who waits finds out that there is no more time */
  #within(work: Promise<boolean>, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#dependencies.clock.after(Math.max(0, ms), () => resolve(true));
      void work.then((told) => {
        cancel();
        resolve(told);
      });
    });
  }
}
