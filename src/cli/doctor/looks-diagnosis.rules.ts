// What a look at one queue and its members tell of each other, in words.
import { showsOther } from '../../cache/looked.rules.js';
import type { EntityFacts } from '../../cache/entity.js';
import { kindOf, type LeftOut } from '../../genesys/activity/comparison.rules.js';
import type { QueueLook, Unknown } from '../../genesys/activity/look.js';
import type { ActivityMode } from '../../genesys/activity/pace.rules.js';
import { changedBetween } from '../../genesys/activity/states.rules.js';
import type { Finding } from '../../domain/finding.js';
import type { ServiceSeen } from './limit-diagnosis.rules.js';

/** A member by the members endpoint. */
export interface KnownMember extends EntityFacts {
  readonly userId: string;
}

/** What came of comparing, in people. */
export interface Compared {
  readonly agreed: number;
  readonly differing: number;
  /** Whose state changed meanwhile: they say nothing. */
  readonly changed: number;
  readonly leftOut: readonly LeftOut[];
  /** How many in each presence, by either. */
  readonly byLook: string;
  readonly byMembers: string;
}

/** Two looks, and the members that were fetched in between. */
export function compareStates(
  [before, after]: readonly [QueueLook, QueueLook],
  members: readonly KnownMember[],
): Compared {
  const changed = new Set(changedBetween(before, after));
  const known = members.filter(({ userId }) => !changed.has(userId.toLowerCase()));
  const ids = new Set(known.map(({ userId }) => userId.toLowerCase()));
  const leftOut = new Set<LeftOut>();
  let [agreed, differing] = [0, 0];
  for (const member of known) {
    const status = after.members.get(member.userId.toLowerCase());
    const kind = status ? undefined : kindOf(member);
    if (kind) leftOut.add(kind);
    else if (!status || showsOther(member, status)) differing += 1;
    else agreed += 1;
  }
  for (const id of after.members.keys()) if (!ids.has(id) && !changed.has(id)) differing += 1;
  return {
    ...{ agreed, differing, changed: changed.size, leftOut: [...leftOut] },
    byLook: tally([...after.members.values()].map(({ presence }) => presence)),
    byMembers: tally(members.map(({ presence }) => presence?.toUpperCase().replaceAll(' ', '_'))),
  };
}

function tally(presences: ReadonlyArray<string | undefined>): string {
  const counts = new Map<string, number>();
  for (const presence of presences) {
    const word = presence ?? 'not told';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].sort(([, one], [, other]) => other - one);
  return words.map(([word, count]) => `${word} ${count}`).join(', ') || 'nobody';
}

const LEFT_OUT: Readonly<Record<LeftOut, string>> = {
  offline: 'who are offline',
  notJoined: 'who have not joined',
};
const POLLED = 'The service counts such a queue by itself, and answers are right.';

/** What two looks and the members say of each other, the second time where they differed the first. */
export function diagnoseComparison(compared: Compared): Finding {
  const { agreed, differing, leftOut, byLook, byMembers } = compared;
  const facts = { ...compared };
  if (differing > 0)
    return {
      status: 'warn',
      detail: `Genesys Cloud tells two things of ${people(differing)} of the queue, also after 2 s. By presence, in one request for many queues: ${byLook}; by the members endpoint: ${byMembers}.`,
      hint: `${POLLED} If this stays in most queues, looks are of no use here: set ACTIVITY=off (activity.mode).`,
      facts,
    };
  const told = `One request tells the states of ${people(agreed)} of the queue as the members endpoint does: ${byLook}.`;
  if (leftOut.length === 0) return { status: 'ok', detail: told, facts };
  const whom = leftOut.map((kind) => LEFT_OUT[kind]).join(' and ');
  return {
    status: 'ok',
    detail: `${told} It leaves out people ${whom}: questions that may count them are polled.`,
    facts,
  };
}

const people = (count: number) => (count === 1 ? '1 member' : `${count} members`);

const UNKNOWN: Readonly<Record<Unknown, string>> = {
  truncated: 'Genesys Cloud cuts the list of its members (truncated): the queue has too many for one answer.',
  absent: 'The answer leaves the queue out.',
  refused: 'Genesys Cloud refuses this queue.',
  contradictory: 'The answer tells two things of one member.',
};

/** A look that told nothing of the queue. */
export function diagnoseUnknown(why: Unknown): Finding {
  return { status: 'warn', detail: UNKNOWN[why], hint: POLLED, facts: { why } };
}

/** The same where looks are off: what they would do is no fault, and they may be worth a try. */
export function withMode(finding: Finding, mode: ActivityMode, service: ServiceSeen): Finding {
  if (mode !== 'off') return finding;
  const detail = `Looks are off (ACTIVITY=off). Tried all the same: ${finding.detail}`;
  const { facts } = finding;
  if (finding.status !== 'ok') return { status: 'skipped', detail, ...(facts && { facts }) };
  if (service.kind !== 'budget' || service.promiseKept) return { ...finding, detail };
  return {
    ...{ ...finding, detail },
    status: 'warn',
    hint: 'The running service wants more requests than it may spend: ACTIVITY=auto (activity.mode) tells of many queues in one.',
  };
}
