// One look, one sentence: whether callers get fresh counts, and if not, why and what to do.
import { duration, failureInWords } from './format.js';
import { isAsked, nameOf, namesOfNobody, nobody } from './asked.js';
import { pollingInWords } from './push.js';
import type { OrganizationLine, QueryLine, Status } from './status.js';

export interface Verdict {
  /** `notice`: nothing is wrong, and there is something to know. */
  readonly level: 'good' | 'notice' | 'warn' | 'bad';
  readonly sentence: string;
  /** What to do, or what follows; one line each. */
  readonly lines: readonly string[];
}

/** The verdict on `status`: the worst that is wrong comes first, with what to do about it. */
export function verdict(status: Status): Verdict {
  const parts = [tokens, limits, queries, budgets, surroundings];
  const found = parts.flatMap((part) => part(status));
  // Whatever goes on and is none of these is still not all well.
  if (found.length === 0) found.push(...problems(status));
  const [worst] = found.toSorted((a, b) => Number(b.level === 'bad') - Number(a.level === 'bad'));
  if (worst) {
    const others = found.filter((one) => one !== worst).map(({ sentence }) => sentence);
    return { ...worst, lines: [...worst.lines, ...new Set(others)] };
  }
  return calm(status);
}

/** Nothing is wrong: what there is to know all the same. */
function calm(status: Status): Verdict {
  const [names, notes] = [namesOfNobody(status), pushNotes(status)];
  if (names !== '') {
    const sentence = `Counts are fresh. Nobody is counted right now in: ${names}.`;
    return { level: 'notice', sentence, lines: [...nobody(status), ...notes] };
  }
  if (status.queries.length === 0) {
    const sentence = 'Ready, and nobody has asked yet.';
    return {
      level: 'notice',
      sentence,
      lines: ['“Set up a webhook” tells what to enter at the platform.', ...notes],
    };
  }
  return { level: 'good', sentence: 'All is well: counts are fresh.', lines: notes };
}

function tokens({ organizations }: Status): Verdict[] {
  return organizations.flatMap((line): Verdict[] => {
    const { organization, status, lastError, expiresInSeconds } = line;
    const hint = lastError ? [`${lastError.code}: ${lastError.hint}`, ...secretOrRegion(line)] : [];
    if (status === 'failing' && !lastError)
      return [{ level: 'warn', sentence: `${organization}: logging in.`, lines: [] }];
    if (status === 'failing')
      return [
        { level: 'bad', sentence: `${organization}: no token, so Genesys can't be asked.`, lines: hint },
      ];
    if (status !== 'degraded') return [];
    const left = duration((expiresInSeconds ?? 0) * 1000);
    const sentence = `${organization}: the token can't be renewed; the held one lasts ${left} more.`;
    return [{ level: 'warn', sentence, lines: hint }];
  });
}

/** The login says the same of both. */
function secretOrRegion({ lastError, loginHost }: OrganizationLine): string[] {
  if (lastError?.code !== 'login_invalid_client') return [];
  return [
    `Secret or region? The client is looked for at ${loginHost}. To try the other regions with it, where the service runs: node dist/cli.js doctor --try-regions`,
  ];
}

function queries(status: Status): Verdict[] {
  return status.queries.filter(isAsked(status)).flatMap((query): Verdict[] => {
    const { state, failure } = query;
    const again = state === 'refused' ? [] : ['The service goes on asking by itself.'];
    const lines = failure ? [failureInWords(failure), ...again] : [];
    // Older counts may be given meanwhile: the cause is the same, and it does not pass by itself.
    const rejected = failure?.code === 'genesys_credentials_rejected' && state !== 'fresh';
    if (state === 'refused' || rejected) return [{ level: 'bad', sentence: refusal(query, status), lines }];
    if (state === 'unknown' && failure)
      return [{ level: 'bad', sentence: `There is no count for queue ${nameOf(query)}.`, lines }];
    if (state !== 'stale') return [];
    const until = duration(status.promise.staleIfErrorMs);
    const why =
      failure?.code === 'genesys_rate_limited'
        ? `The rate limit leaves no request for`
        : `Genesys can't be asked about`;
    const sentence = `${why} queue ${nameOf(query)}: older counts are given for up to ${until}.`;
    return [{ level: 'warn', sentence, lines }];
  });
}

function refusal(query: QueryLine, { organizations }: Status): string {
  const { organization, failure } = query;
  if (failure?.code === 'genesys_permission_missing')
    return `${organization}: the OAuth client lacks a permission, so queue ${nameOf(query)} can't be counted.`;
  if (failure?.code !== 'genesys_credentials_rejected') return `Genesys refuses queue ${nameOf(query)}.`;
  const line = organizations.find((one) => one.organization === organization);
  return `${organization}: Genesys rejects the tokens. The OAuth client is inactive, or login (${line?.loginHost}) and API (${line?.apiHost}) are of different regions.`;
}

/** Rate limits with nothing left. */
function limits(status: Status): Verdict[] {
  const asked = status.queries.filter(isAsked(status));
  return status.organizations.flatMap(({ organization, budget }): Verdict[] => {
    const { advice, requestsInWindow, requestsAllowedPerMinute, windowEndsInSeconds, gate } = budget;
    if (gate.state === 'closed' || gate.state === 'trying') {
      const until = gate.state === 'trying' ? 'one request tries now' : `for ${gate.opensInSeconds} s more`;
      const used = `${requestsInWindow} of ${requestsAllowedPerMinute} requests of this minute were used`;
      const although = requestsInWindow < requestsAllowedPerMinute ? `, although ${used}` : '';
      const said = `${organization}: Genesys refuses with 429 (too many requests)${although}. Nothing is asked: ${until}.`;
      return [{ level: 'bad', sentence: said, lines: gate.reason === null ? [] : [gate.reason] }];
    }
    const isFelt = asked.some(
      (one) => one.organization === organization && one.failure?.code === 'genesys_rate_limited',
    );
    if (!isFelt && requestsInWindow < requestsAllowedPerMinute) return [];
    const whole = requestsInWindow >= requestsAllowedPerMinute;
    const whose = whole ? 'the rate limit of Genesys' : 'what may be spent of the rate limit of Genesys';
    const sentence = `${organization}: ${whose} is used up for ${windowEndsInSeconds} s more.`;
    const spent = `${requestsInWindow} of ${requestsAllowedPerMinute} requests this minute, of which this service spends at most ${budget.requestsSpendablePerMinute}.`;
    const others = 'Something else may use the same OAuth client: give this service one of its own.';
    const fewer = 'Ask for fewer queues or different filters, or set a longer availability.freshFor.';
    return [{ level: 'bad', sentence, lines: [spent, advice ?? `${others} ${fewer}`] }];
  });
}

function budgets({ organizations, promise }: Status): Verdict[] {
  return organizations.flatMap(({ organization, budget }): Verdict[] => {
    const { promiseKept, advice, refreshIntervalMs } = budget;
    if (promiseKept) return [];
    const missing = refreshIntervalMs > promise.freshForMs + promise.staleIfErrorMs;
    const outcome = missing ? 'answers will be missing (status 503)' : 'answers are older than promised';
    const sentence = `${organization}: more is asked for than the rate limit allows, so ${outcome}.`;
    return [{ level: missing ? 'bad' : 'warn', sentence, lines: advice === null ? [] : [advice] }];
  });
}

function problems(status: Status): Verdict[] {
  return status.problems
    .filter(({ ongoing, code }) => ongoing && !code.startsWith('push_'))
    .map((problem) => ({
      level: 'warn',
      sentence: `Trouble with ${problem.where}.`,
      lines: [failureInWords(problem)],
    }));
}

/** Answers are as right as without push, and as fresh as they were promised: no fault of theirs. */
function pushNotes({ organizations }: Status): string[] {
  return organizations.flatMap(({ organization, push }) => {
    const words = pollingInWords(push);
    return words === undefined ? [] : [`${organization}: ${words}`];
  });
}

function surroundings({ shared, settings, state }: Status): Verdict[] {
  const found: Verdict[] = [];
  if (state === 'draining')
    found.push({ level: 'warn', sentence: 'This process is shutting down.', lines: [] });
  if (shared.status === 'degraded') {
    const lines = [shared.reason, shared.hint].filter((line) => line !== undefined);
    found.push({ level: 'warn', sentence: 'Redis cannot be used: this replica works alone.', lines });
  }
  if (settings.faults.length > 0)
    found.push({
      level: 'warn',
      sentence: 'The settings were changed and have faults: the settings from before stay in force.',
      lines: settings.faults,
    });
  return found;
}
