// Of very many warm queries, those that may have their turn soon: no more than these are looked at each time.
import type { DueKind } from './warmth.rules.js';

/** What is to be compared; moments are monotonic milliseconds. */
export interface Pressing {
  /** Due from then on. */
  readonly at: number;
  readonly kind: DueKind;
  /** Whether it, or whoever asks for it, has had its share. */
  readonly over: boolean;
  /** Whether it may be tried out of turn. */
  readonly recovering: boolean;
  readonly urgency: number;
}

/**
 * The most pressing of `all`: of each kind that takes turns of its own at most `most`, those that are due before the
 * others, the most urgent first, and then those that are due soonest.
 */
export function mostPressing<T extends Pressing>(all: readonly T[], now: number, most: number): T[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const name = one.recovering ? 'recovering' : `${one.kind} ${one.over}`;
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length > most ? firstOf(group, most, (a, b) => order(a, b, now)) : group,
  );
}

/** The first `most` of `all` in their order: of thousands nearly all are compared with the last of them alone. */
function firstOf<T>(all: readonly T[], most: number, compare: (a: T, b: T) => number): T[] {
  const first: T[] = [];
  for (const one of all) {
    const last = first.at(-1);
    if (first.length === most && last !== undefined && compare(one, last) >= 0) continue;
    const place = first.findIndex((other) => compare(one, other) < 0);
    first.splice(place < 0 ? first.length : place, 0, one);
    if (first.length > most) first.pop();
  }
  return first;
}

function order(a: Pressing, b: Pressing, now: number): number {
  const [aDue, bDue] = [a.at <= now, b.at <= now];
  if (aDue !== bDue) return aDue ? -1 : 1;
  return aDue ? b.urgency - a.urgency : a.at - b.at;
}
