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
  QUEUE_AGREEMENTS,
  UNCHECKED,
  UNTRIED,
  type OrganizationTrust,
  type QueueTrust,
} from './trust.rules.js';

/** What a comparison came to; `held`: a disagreement that was still there after a while. */
export type ComparisonOutcome = 'agreed' | 'leftOut' | 'disagreed' | 'held';
/** How many came to what. */
export type ComparisonCounts = Readonly<Record<ComparisonOutcome, number>>;

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

/** Trust as text and back, for other processes; moments are ages in milliseconds, for clocks differ. */
interface TrustRecord {
  readonly organization: Omit<OrganizationTrust, 'distrustedUntil'> & { readonly distrustedForMs: number };
  readonly queues: ReadonlyArray<
    readonly [id: string, agreements: number, wide: number, distrustedForMs: number, once: boolean]
  >;
}

/** The book of one organization. Moments are handed in: it has no clock. */
export class TrustLedger {
  readonly #observer: TrustObserver;
  readonly #queues = new Map<string, QueueTrust>();
  readonly #comparisons = { agreed: 0, leftOut: 0, disagreed: 0, held: 0 };
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

  /** What other processes are told. */
  record(now: number): TrustRecord {
    const { distrustedUntil, ...rest } = this.#organization;
    const left = (until: number) => Math.max(0, until - now);
    return {
      organization: { ...rest, distrustedForMs: left(distrustedUntil) },
      queues: [...this.#queues].map(([id, one]) => [
        id,
        Math.min(one.agreements, QUEUE_AGREEMENTS),
        Math.min(one.wideAgreements, QUEUE_AGREEMENTS),
        left(one.distrustedUntil),
        one.distrustedUntil > -Infinity,
      ]),
    };
  }

  /** Takes over what another process has found out; what this one distrusts or doubts, it goes on to. */
  learn({ organization, queues }: TrustRecord, now: number): void {
    this.#version += 1;
    const until = (ms: number) => (ms > 0 ? now + ms : -Infinity);
    const own = this.#organization;
    const leftOut = [...new Set([...own.leftOut, ...organization.leftOut])];
    const distrustedUntil = Math.max(own.distrustedUntil, until(organization.distrustedForMs));
    const agreements = distrustedUntil > now ? 0 : Math.max(own.agreements, organization.agreements);
    this.#organization = { agreements, distrustedUntil, leftOut };
    for (const [id, agreed, wide, distrustedForMs, once] of queues) {
      const known = this.queue(id);
      if (distrustedForMs > 0) {
        const longer = Math.max(known.distrustedUntil, now + distrustedForMs);
        this.#queues.set(id, { agreements: 0, wideAgreements: 0, distrustedUntil: longer, checkedAt: now });
      } else if (known.doubtedAt === undefined && known.distrustedUntil <= now)
        this.#queues.set(id, {
          ...known,
          agreements: Math.max(known.agreements, agreed),
          wideAgreements: Math.max(known.wideAgreements, wide),
          ...(once && { distrustedUntil: Math.max(known.distrustedUntil, now) }),
        });
    }
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
    const agreements = this.#organization.agreements + 1;
    this.#organization = { ...this.#organization, agreements };
    if (agreements === ORGANIZATION_AGREEMENTS) this.#observer.organizationTrusted();
    return 'agreed';
  }

  #distrust(queueId: string, users: number, now: number): void {
    this.#observer.queueDistrusted(queueId, users);
    this.#organization = { ...this.#organization, agreements: 0 };
    const all = [...this.#queues.values()];
    const distrusted = all.filter(({ distrustedUntil }) => distrustedUntil > now).length;
    if (!distrustsAll(distrusted, all.length) || this.#organization.distrustedUntil > now) return;
    this.#organization = { ...this.#organization, distrustedUntil: now + DISTRUST_MS };
    this.#observer.organizationDistrusted(distrusted);
  }
}
