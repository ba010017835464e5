// What the service knows of itself, for operators: one value for `/status`, its events and the page.
import { REPLICA } from '../../runtime/replica.js';
import { Slices } from '../../runtime/slices.js';
import { VERSION } from '../../runtime/version.js';
import { faultLine } from '../../settings/faults.js';
import { describeSettings, describeToken } from '../health/health-routes.js';
import type { HttpParts } from '../dependencies.js';
import { activityLine } from './activity-lines.js';
import { pushLine } from './push-lines.js';
import { callerLines, problemLines, webhookLines } from './status-lines.js';
import { queryLines } from './status-queries.js';
import { nameOf } from './status-words.js';

/** The report of now, in slices. No secret is in it, and of single agents something only where `ui.showAgents` says so. */
async function statusReport(parts: HttpParts, slices = new Slices()) {
  const { organizations, clock, readiness, memory, metrics, settings, journal } = parts;
  const health = parts.settingsHealth();
  const { freshFor, staleIfError, deadline } = settings.availability;
  const { push } = settings;
  return {
    replica: REPLICA,
    version: VERSION,
    now: new Date(clock.wall()).toISOString(),
    uptimeSeconds: Math.round((clock.now() - parts.startedAt) / 1000),
    state: readiness.state,
    publicUrl: parts.publicUrl() ?? null,
    shared: parts.sharingHealth(),
    settings: {
      ...describeSettings(health),
      faults: health.lastError?.faults.map(faultLine) ?? [],
      needRestart: health.needRestart,
    },
    answers: metrics.shares(),
    memory: memory(),
    promise: {
      freshForMs: freshFor,
      trustedForMs: push.enabled ? push.freshFor : 0,
      staleIfErrorMs: staleIfError,
      deadlineMs: deadline,
    },
    organizations: [...organizations.values()].map((organization) => ({
      ...describeToken(organization, clock.now()),
      ...hostsOf(parts, organization.name),
      budget: organization.budget(),
      activity: activityLine(organization),
      push: pushLine(organization, clock, (id) => nameOf(parts, organization.name, id)),
      upstream: journal.latency(organization.name).read(),
    })),
    ...(await queryLines(parts, slices)),
    webhooks: webhookLines(parts),
    callers: callerLines(parts),
    problems: problemLines(parts),
  };
}

/** Which hosts are asked: a wrong region is seen by them. */
function hostsOf({ settings }: HttpParts, organization: string) {
  const found = settings.organizations.find(({ name }) => name === organization);
  const hostOf = (url = '') => (URL.canParse(url) ? new URL(url).host : '');
  return { loginHost: hostOf(found?.loginUrl), apiHost: hostOf(found?.apiUrl) };
}

/** What `GET /status` answers with. */
export type StatusReport = Awaited<ReturnType<typeof statusReport>>;

const underWay = new WeakMap<HttpParts, Promise<string>>();

/** The report as JSON, written once for all who ask while it is written. @throws what keeps it from being told */
export function statusText(parts: HttpParts): Promise<string> {
  const known = underWay.get(parts);
  if (known) return known;
  const text = write(parts).finally(() => underWay.delete(parts));
  underWay.set(parts, text);
  return text;
}

/** Its longest part is written line by line: all at once would hold up everybody's answers. */
async function write(parts: HttpParts): Promise<string> {
  const slices = new Slices();
  const { queries, ...others } = await statusReport(parts, slices);
  const lines = await slices.map(queries, (line) => JSON.stringify(line));
  return `{"queries":[${lines.join(',')}],${JSON.stringify(others).slice(1)}`;
}
