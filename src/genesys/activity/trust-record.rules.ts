// Trust in looks for other processes: what one tells, and what another makes of it.
import { QUEUE_AGREEMENTS, type OrganizationTrust, type QueueTrust } from './trust.rules.js';

/** What is known of one queue. `once`: it was distrusted before. */
export type QueueTrustRecord = readonly [
  id: string,
  agreements: number,
  wide: number,
  distrustedForMs: number,
  once: boolean,
  checkedAgoMs: number,
];

/** Times are milliseconds from the moment at which it is written, for clocks differ. */
export interface TrustRecord {
  readonly organization: Omit<OrganizationTrust, 'distrustedUntil'> & {
    readonly distrustedForMs: number;
    /** Of its agreements, those that the teller has found since it last told. */
    readonly more: number;
  };
  readonly queues: readonly QueueTrustRecord[];
}

/** Of a queue that was never checked. */
const LONG_AGO_MS = 1e9;

export function queueRecord(id: string, one: QueueTrust, now: number): QueueTrustRecord {
  return [
    id,
    Math.min(one.agreements, QUEUE_AGREEMENTS),
    Math.min(one.wideAgreements, QUEUE_AGREEMENTS),
    Math.max(0, one.distrustedUntil - now),
    one.distrustedUntil > -Infinity,
    Math.min(now - one.checkedAt, LONG_AGO_MS),
  ];
}

/** What is known of a queue, with what another process knows: what this one distrusts or doubts, it goes on to. */
export function queueAfter(known: QueueTrust, record: QueueTrustRecord, now: number): QueueTrust {
  const [, agreements, wide, distrustedForMs, once, checkedAgoMs] = record;
  const checkedAt = Math.max(known.checkedAt, now - checkedAgoMs);
  if (distrustedForMs > 0) {
    const distrustedUntil = Math.max(known.distrustedUntil, now + distrustedForMs);
    return { agreements: 0, wideAgreements: 0, distrustedUntil, checkedAt };
  }
  if (known.doubtedAt !== undefined || known.distrustedUntil > now) return known;
  return {
    agreements: Math.max(known.agreements, agreements),
    wideAgreements: Math.max(known.wideAgreements, wide),
    distrustedUntil: once && known.distrustedUntil === -Infinity ? now : known.distrustedUntil,
    checkedAt,
  };
}

/** The same of an organization: who has seen more disagreements knows better. */
export function organizationAfter(
  known: OrganizationTrust,
  { agreements, disagreements, leftOut, distrustedForMs, more }: TrustRecord['organization'],
  now: number,
): OrganizationTrust {
  const later = disagreements - known.disagreements;
  const together = Math.max(known.agreements + more, agreements);
  return {
    agreements: later > 0 ? agreements : later < 0 ? known.agreements : together,
    disagreements: Math.max(known.disagreements, disagreements),
    distrustedUntil: Math.max(known.distrustedUntil, distrustedForMs > 0 ? now + distrustedForMs : -Infinity),
    leftOut: [...new Set([...known.leftOut, ...leftOut])],
  };
}
