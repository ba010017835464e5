// When looks are trusted: what agreements and disagreements with the members endpoint add up to.
import type { LeftOut } from './comparison.rules.js';
import { mayBeOffline, breadthOf } from './selection.rules.js';
import type { MemberFilters } from '../../domain/model.js';

/** Agreements that a queue needs, or that all queues together need without one disagreement that held. */
export const QUEUE_AGREEMENTS = 3;
export const ORGANIZATION_AGREEMENTS = 20;
export const DISTRUST_MS = 3_600_000;
/** A disagreement holds when it is still there after so long. */
export const RECHECK_MS = 2_000;
/** So many distrusted queues, and this share of all that were compared, distrust the organization. */
const DISTRUSTED_QUEUES = 3;
const DISTRUSTED_SHARE = 0.3;

/** What is known of one queue; moments are monotonic milliseconds. */
export interface QueueTrust {
  /** Since the last disagreement that held. */
  readonly agreements: number;
  /** Those by filters that may select people who have not joined or are offline. */
  readonly wideAgreements: number;
  /** When a disagreement was found that has neither held nor gone. */
  readonly doubtedAt?: number;
  readonly distrustedUntil: number;
  /** When it was last compared. */
  readonly checkedAt: number;
}

/** What is known of all queues of an organization together. */
export interface OrganizationTrust {
  /** Since the last disagreement that held. */
  readonly agreements: number;
  /** Disagreements that held, so far. */
  readonly disagreements: number;
  readonly distrustedUntil: number;
  readonly leftOut: readonly LeftOut[];
}

export const UNCHECKED: QueueTrust = {
  agreements: 0,
  wideAgreements: 0,
  distrustedUntil: -Infinity,
  checkedAt: -Infinity,
};
export const UNTRIED: OrganizationTrust = {
  agreements: 0,
  disagreements: 0,
  distrustedUntil: -Infinity,
  leftOut: [],
};

/** A queue after an agreement; a doubt is over by that. */
export function afterAgreement(queue: QueueTrust, wide: boolean, now: number): QueueTrust {
  return {
    agreements: queue.agreements + 1,
    wideAgreements: queue.wideAgreements + (wide ? 1 : 0),
    distrustedUntil: queue.distrustedUntil,
    checkedAt: now,
  };
}

/** A queue after a disagreement: in doubt, and distrusted if one is still there after a while. */
export function afterDisagreement(queue: QueueTrust, now: number): QueueTrust {
  const { doubtedAt } = queue;
  if (doubtedAt === undefined) return { ...queue, doubtedAt: now, checkedAt: now };
  if (now - doubtedAt < RECHECK_MS) return queue;
  return { agreements: 0, wideAgreements: 0, distrustedUntil: now + DISTRUST_MS, checkedAt: now };
}

/** Whether so many distrusted queues of those that were compared distrust the organization. */
export function distrustsAll(distrusted: number, compared: number): boolean {
  return distrusted >= DISTRUSTED_QUEUES && distrusted >= DISTRUSTED_SHARE * compared;
}

/** Whether what a look says of a question with these filters may be relied on. */
export function isTrusted(
  organization: OrganizationTrust,
  queue: QueueTrust,
  filters: MemberFilters,
  now: number,
): boolean {
  if (now < organization.distrustedUntil || now < queue.distrustedUntil) return false;
  if (queue.doubtedAt !== undefined) return false;
  if (breadthOf(filters) === 'narrow') {
    // Who was distrusted once has to earn it alone.
    const byAll = organization.agreements >= ORGANIZATION_AGREEMENTS && queue.distrustedUntil === -Infinity;
    return byAll || queue.agreements >= QUEUE_AGREEMENTS;
  }
  const { leftOut } = organization;
  if (leftOut.includes('notJoined') && filters.joined !== true) return false;
  if (leftOut.includes('offline') && mayBeOffline(filters)) return false;
  return queue.wideAgreements >= QUEUE_AGREEMENTS;
}
