// One look, one sentence: whether calls are judged on fresh truth, and if not, why and what to do.
import type { QueryLine, Status } from './status.js';

export interface Verdict {
  readonly level: 'good' | 'warn' | 'bad';
  readonly sentence: string;
  /** What to do, or what follows; one line each. */
  readonly lines: readonly string[];
}

/** The verdict on `status`: the worst that is wrong comes first, with what to do about it. */
export function verdict(status: Status): Verdict {
  const found = [...tokens(status), ...queries(status), ...budgets(status), ...surroundings(status)];
  const [worst] = found.toSorted((a, b) => Number(b.level === 'bad') - Number(a.level === 'bad'));
  if (worst) {
    const others = found.filter((one) => one !== worst).map(({ sentence }) => sentence);
    return { ...worst, lines: [...worst.lines, ...new Set(others)] };
  }
  return { level: 'good', sentence: 'Calls are judged on fresh truth.', lines: nobody(status) };
}

function tokens({ organizations }: Status): Verdict[] {
  return organizations.flatMap(({ organization, status, lastError, expiresInSeconds }): Verdict[] => {
    const hint = lastError ? [`${lastError.code}: ${lastError.hint}`] : [];
    if (status === 'failing' && !lastError)
      return [{ level: 'warn', sentence: `${organization}: logging in.`, lines: [] }];
    if (status === 'failing')
      return [
        { level: 'bad', sentence: `${organization}: no token, so Genesys can't be asked.`, lines: hint },
      ];
    if (status !== 'degraded') return [];
    const left = Math.round((expiresInSeconds ?? 0) / 60);
    const sentence = `${organization}: the token can't be renewed; the held one lasts ${left} more minutes.`;
    return [{ level: 'warn', sentence, lines: hint }];
  });
}

/** What nobody asks for any more may be as it will. */
const ASKED_WITHIN_MS = 300_000;

function isAsked({ now }: Status): (query: QueryLine) => boolean {
  return ({ last }) => last !== null && Date.parse(now) - Date.parse(last.at) <= ASKED_WITHIN_MS;
}

const nameOf = ({ queueName, queueId }: QueryLine) => queueName ?? queueId;

function queries(status: Status): Verdict[] {
  return status.queries.filter(isAsked(status)).flatMap((query): Verdict[] => {
    const { state, failure } = query;
    const lines = failure ? [`${failure.title}. ${failure.hint}`] : [];
    if (state === 'refused')
      return [{ level: 'bad', sentence: `Genesys refuses queue ${nameOf(query)}.`, lines }];
    if (state === 'unknown' && failure)
      return [{ level: 'bad', sentence: `Nothing is known of queue ${nameOf(query)}.`, lines }];
    if (state !== 'stale') return [];
    const until = Math.round(status.promise.staleIfErrorMs / 1000);
    const sentence = `Genesys can't be asked about queue ${nameOf(query)}: older counts bridge ${until} s.`;
    return [{ level: 'warn', sentence, lines }];
  });
}

function budgets({ organizations }: Status): Verdict[] {
  return organizations.flatMap(({ organization, budget }): Verdict[] => {
    const { promiseKept, advice, requestsInWindow, requestsAllowedPerMinute, windowEndsInSeconds } = budget;
    if (requestsInWindow >= requestsAllowedPerMinute)
      return [
        {
          level: 'bad',
          sentence: `${organization}: the rate limit of Genesys is used up for ${windowEndsInSeconds} s more.`,
          lines: [
            advice ?? 'Something else may use the same OAuth client: give this service one of its own.',
          ],
        },
      ];
    if (promiseKept) return [];
    const sentence = `${organization}: more is asked for than the rate limit allows, so answers are older than promised.`;
    return [{ level: 'warn', sentence, lines: advice === null ? [] : [advice] }];
  });
}

function surroundings({ shared, settings, state }: Status): Verdict[] {
  const found: Verdict[] = [];
  if (state === 'draining')
    found.push({ level: 'warn', sentence: 'This process is shutting down.', lines: [] });
  if (shared.status === 'degraded') {
    const lines = [shared.reason, shared.hint].filter((line) => line !== undefined);
    found.push({ level: 'warn', sentence: 'Redis cannot be used: this replica is on its own.', lines });
  }
  if (settings.faults.length > 0)
    found.push({
      level: 'warn',
      sentence: 'The settings were changed and have faults: those from before are in force.',
      lines: settings.faults,
    });
  return found;
}

/** That nobody matches is no fault, but it is what most people come here to learn. */
function nobody(status: Status): string[] {
  const none = status.queries.filter(isAsked(status)).filter(({ agentsAvailable }) => agentsAvailable === 0);
  return none
    .slice(0, 3)
    .map(
      (query) =>
        `Queue ${nameOf(query)}: no member with ${query.words} right now, so calls are not accepted.`,
    );
}
