// How questions were decided, by route and caller, and how many in time.
import { OUTCOMES, type Outcome } from '../domain/decision-outcome.rules.js';
import { remembered, type Factory } from './metric-factory.js';
import type { Tally } from './tallies.js';

/** Callers with numbers of their own; the rest are counted together. */
const MOST_CALLERS = 50;
const OTHER = 'other';
/** Seconds: the deadline is 1.5, and what comes within 2 is still in time for a webhook. */
const IN_TIME = 2;

/** Routes that callers are expected on: their numbers begin at 0 rather than with the first question. */
const EXPECTED_ROUTES = ['members', 'availability', 'webhook'];

/** The numbers of questions. */
export function decisionMetrics({ tallyCounter }: Factory) {
  const decisions = tallyCounter(
    'decisions_total',
    'Questions by what became of them: accepted, not_accepted, unknown (the failure policy spoke), error.',
    'route',
    'caller',
    'outcome',
  );
  const timely = tallyCounter(
    'decisions_in_time_total',
    'Questions decided from a count, within 2 s.',
    'route',
  );
  const inTime = remembered((route: string) => timely({ route }));
  const callers = new Map<string, (route: string) => Record<Outcome, Tally>>();
  const tallies = (name: string): ((route: string) => Record<Outcome, Tally>) => {
    const known = callers.get(name);
    if (known) return known;
    if (name !== OTHER && callers.size >= MOST_CALLERS) return tallies(OTHER);
    // All outcomes begin together, so that none is missed by a rate for having begun at 1.
    const made = remembered((route: string) => {
      inTime(route);
      const begun = OUTCOMES.map((outcome) => [outcome, decisions({ route, caller: name, outcome })]);
      return Object.fromEntries(begun) as Record<Outcome, Tally>;
    });
    callers.set(name, made);
    return made;
  };
  return {
    /** Lets the numbers of these callers begin at 0. */
    expectCallers(names: readonly string[]): void {
      for (const name of names) for (const route of EXPECTED_ROUTES) tallies(name)(route);
    },
    /** One question that took `seconds`. */
    decided(route: string, caller: string, outcome: Outcome, seconds: number): void {
      tallies(caller)(route)[outcome].count += 1;
      const isKnown = outcome === 'accepted' || outcome === 'not_accepted';
      if (isKnown && seconds <= IN_TIME) inTime(route).count += 1;
    },
  };
}
