// Holds each answer to the simulator's own record of what was true when, and of what was announced.
import type { Simulator } from '../../src/simulator/index.js';

/** An answer of the members route; moments are milliseconds of the clock that service and simulator share. */
export interface GivenAnswer {
  readonly queueId: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly ageSeconds: number;
  readonly cacheStatus: string;
  readonly total: number;
}

/** What was promised, in milliseconds. */
export interface Promises {
  readonly freshFor: number;
  readonly trustedFor: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
}

/** For a message that was sent to be read, and for a fetch, in a process that is busy with everything at once. */
const SLACK_MS = 1_000;

/** A time in which changes of a queue, or of all, are not heard of for sure. */
export interface Unheard {
  /** Absent: of all. */
  readonly queueId?: string;
  /** From then on the service has to know. */
  readonly from: number;
  /** What was counted before is not trusted ever after. */
  until: number;
}

/** What is wrong with an answer, in words; undefined if nothing is. */
export function wrongWith(
  answer: GivenAnswer,
  promises: Promises,
  simulator: Simulator,
  filters: Parameters<Simulator['matching']>[1],
  unheard: readonly Unheard[],
): string | undefined {
  const { queueId, askedAt, answeredAt, ageSeconds, total, cacheStatus } = answer;
  const aged = ageSeconds * 1_000;
  // Its fetch began between these two; ages are told in whole seconds, rounded down.
  const [earliest, latest] = [askedAt - aged - 1_000, answeredAt - aged];
  const began = simulator.history(queueId)[0]?.at ?? 0;
  const right = simulator.matchingBetween(
    queueId,
    filters ?? {},
    Math.max(began, earliest),
    latest + SLACK_MS,
  );
  if (!right.includes(total)) return `${total} was never true at its age, but ${right.join(', ')}`;
  const most = mostAge(cacheStatus, promises);
  if (aged > most) return `older than ${most} ms`;
  const fresh = / hit; ttl=\d/.test(cacheStatus);
  if (!fresh || aged <= promises.freshFor) return undefined;
  const since = (at: number) => at > latest && at < askedAt - SLACK_MS;
  const doubted = unheard.find(
    (one) => (one.queueId ?? queueId) === queueId && one.until > latest && one.from < askedAt - SLACK_MS,
  );
  if (doubted) return `called fresh though nothing of it was heard from ${doubted.from} to ${doubted.until}`;
  const announced = simulator.notifications.events.some(
    ({ topic, sentAt }) => sentAt !== null && topic.includes(queueId) && since(sentAt),
  );
  return announced ? 'called fresh after a change of its queue was announced' : undefined;
}

function mostAge(cacheStatus: string, promises: Promises): number {
  const { freshFor, trustedFor, staleWhileRevalidate, staleIfError } = promises;
  const term = Math.max(freshFor, trustedFor);
  if (/ hit; ttl=\d/.test(cacheStatus)) return term;
  if (/ hit; ttl=-/.test(cacheStatus)) return term + staleWhileRevalidate;
  if (/ fwd=stale/.test(cacheStatus)) return term + staleIfError;
  return freshFor + SLACK_MS;
}
