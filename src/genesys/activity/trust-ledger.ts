// Keeps book of what comparisons have come to, for each queue and for an organization.
import type { MemberFilters } from '../../domain/model.js';
import type { Comparison } from './comparison.rules.js';
import {
  afterAgreement,
  afterDisagreement,
  DISTRUST_MS,
  distrustsAll,
  isTrusted,
  ORGANIZATION_AGREEMENTS,
  UNCHECKED,
  UNTRIED,
  type OrganizationTrust,
  type QueueTrust,
} from './trust.rules.js';

/** What a comparison came to; `held`: a disagreement that was still there after a while. */
export type ComparisonOutcome = 'agreed' | 'leftOut' | 'disagreed' | 'held';
/** How many came to what. */
export type ComparisonCounts = Readonly<Record<ComparisonOutcome, number>>;

import {
  organizationAfter,
  queueAfter,
  queueRecord,
  type QueueTrustRecord,
  type TrustRecord,
} from './trust-record.rules.js';

/** What the world hears of trust. */
interface TrustObserver {
  compared(outcome: ComparisonOutcome): void;
  /** A disagreement held: the queue is polled for an hour. */
  queueDistrusted(queueId: string, users: number): void;
  organizationDistrusted(queues: number): void;
  organizationTrusted(): void;
}

/** How many queues stand how. */
interface TrustCounts {
  readonly trusted: number;
  readonly distrusted: number;
  readonly compared: number;
}

/** The book of one organization. Moments are handed in: it has no clock. */
export class TrustLedger {
  readonly #observer: TrustObserver;
  readonly #queues = new Map<string, QueueTrust>();
  readonly #comparisons = { agreed: 0, leftOut: 0, disagreed: 0, held: 0 };
  /** Queues that were compared here since others were told. */
  readonly #found = new Set<string>();
  /** Agreements that were found since then. */
  #more = 0;
  #organization: OrganizationTrust = UNTRIED;
  #version = 0;

  constructor(observer: TrustObserver) {
    this.#observer = observer;
  }

  /** Another number after each change. */
  get version(): number {
    return this.#version;
  }

  get organization(): OrganizationTrust {
    return this.#organization;
  }

  /** What comparisons have come to since the start. */
  get comparisons(): ComparisonCounts {
    return { ...this.#comparisons };
  }

  queue(queueId: string): QueueTrust {
    return this.#queues.get(queueId) ?? UNCHECKED;
  }

  isTrusted(queueId: string, filters: MemberFilters, now: number): boolean {
    return isTrusted(this.#organization, this.queue(queueId), filters, now);
  }

  /** A comparison was made. @returns whether the queue is to be looked at and fetched once more */
  note(queueId: string, comparison: Comparison, now: number): boolean {
    this.#version += 1;
    this.#found.add(queueId);
    const outcome = this.#noted(queueId, comparison, now);
    this.#comparisons[outcome] += 1;
    this.#observer.compared(outcome);
    return outcome === 'disagreed';
  }

  /** How many of `queueIds` stand how. */
  counts(queueIds: Iterable<string>, filters: MemberFilters, now: number): TrustCounts {
    let [trusted, distrusted, compared] = [0, 0, 0];
    for (const id of queueIds) {
      const queue = this.queue(id);
      if (this.isTrusted(id, filters, now)) trusted += 1;
      if (queue.distrustedUntil > now) distrusted += 1;
      if (queue.checkedAt > -Infinity) compared += 1;
    }
    return { trusted, distrusted, compared };
  }

  /**
   * Of `queueIds` the one that was not compared for the longest time; none that is distrusted.
   * @param triedAt when it was last tried, -Infinity for never: what can't be fetched has its turn like the others
   */
  leastChecked(
    queueIds: Iterable<string>,
    now: number,
    triedAt: (queueId: string) => number,
  ): string | undefined {
    let [found, least] = [undefined as string | undefined, Infinity];
    for (const id of queueIds) {
      const { checkedAt, distrustedUntil } = this.queue(id);
      const at = Math.max(checkedAt, triedAt(id));
      if (distrustedUntil > now || at >= least) continue;
      [found, least] = [id, at];
    }
    return found;
  }

  /** What other processes are told of `queueIds`. @param more agreements that they have not been told of */
  record(now: number, queueIds: Iterable<string> = this.#queues.keys(), more = 0): TrustRecord {
    const { distrustedUntil, ...rest } = this.#organization;
    const left = (until: number) => Math.max(0, until - now);
    return {
      organization: { ...rest, distrustedForMs: left(distrustedUntil), more },
      queues: [...queueIds].map((id) => queueRecord(id, this.queue(id), now)),
    };
  }

  /** What was found here since it was last asked, for other processes; undefined for nothing. */
  takeNoted(now: number): TrustRecord | undefined {
    if (this.#found.size === 0) return undefined;
    const record = this.record(now, this.#found, this.#more);
    this.#found.clear();
    this.#more = 0;
    return record;
  }

  /**
   * Takes over what another process has found out; what this one distrusts or doubts, it goes on to.
   * @returns queues that are distrusted from now on
   */
  learn({ organization, queues }: TrustRecord, now: number): string[] {
    this.#version += 1;
    const distrusted = queues.filter((row) => this.#learnQueue(row, now)).map(([id]) => id);
    const before = this.#organization;
    this.#organization = organizationAfter(before, organization, now);
    const { agreements, distrustedUntil } = this.#organization;
    if (before.agreements < ORGANIZATION_AGREEMENTS && agreements >= ORGANIZATION_AGREEMENTS)
      this.#observer.organizationTrusted();
    if (before.distrustedUntil <= now && distrustedUntil > now)
      this.#observer.organizationDistrusted(this.#distrustedQueues(now));
    // One queue in each of three processes is three.
    else if (distrusted.length > 0) this.#distrustAllForMany(now);
    return distrusted;
  }

  /** Forgets queues that nobody asks for. */
  keep(queueIds: ReadonlySet<string>, now: number): void {
    for (const [id, { distrustedUntil }] of this.#queues)
      if (!queueIds.has(id) && distrustedUntil <= now) this.#queues.delete(id);
  }

  #noted(queueId: string, comparison: Comparison, now: number): ComparisonOutcome {
    const before = this.queue(queueId);
    if (comparison.kind === 'disagree') {
      const after = afterDisagreement(before, now);
      this.#queues.set(queueId, after);
      if (after.doubtedAt !== undefined) return 'disagreed';
      this.#distrust(queueId, comparison.users, now);
      return 'held';
    }
    if (comparison.kind === 'leaves out') {
      const leftOut = [...new Set([...this.#organization.leftOut, ...comparison.what])];
      this.#organization = { ...this.#organization, leftOut };
      this.#queues.set(queueId, { ...before, checkedAt: now });
      return 'leftOut';
    }
    this.#queues.set(queueId, afterAgreement(before, comparison.breadth === 'wide', now));
    this.#more += 1;
    const agreements = this.#organization.agreements + 1;
    this.#organization = { ...this.#organization, agreements };
    if (agreements === ORGANIZATION_AGREEMENTS) this.#observer.organizationTrusted();
    return 'agreed';
  }

  /** @returns whether it is distrusted from now on */
  #learnQueue(row: QueueTrustRecord, now: number): boolean {
    const [id] = row;
    const known = this.queue(id);
    const after = queueAfter(known, row, now);
    this.#queues.set(id, after);
    return known.distrustedUntil <= now && after.distrustedUntil > now;
  }

  #distrust(queueId: string, users: number, now: number): void {
    this.#observer.queueDistrusted(queueId, users);
    this.#more = 0;
    const { disagreements } = this.#organization;
    this.#organization = { ...this.#organization, agreements: 0, disagreements: disagreements + 1 };
    this.#distrustAllForMany(now);
  }

  #distrustAllForMany(now: number): void {
    const distrusted = this.#distrustedQueues(now);
    if (!distrustsAll(distrusted, this.#queues.size) || this.#organization.distrustedUntil > now) return;
    this.#organization = { ...this.#organization, distrustedUntil: now + DISTRUST_MS };
    this.#observer.organizationDistrusted(distrusted);
  }

  #distrustedQueues(now: number): number {
    return [...this.#queues.values()].filter(({ distrustedUntil }) => distrustedUntil > now).length;
  }
}
