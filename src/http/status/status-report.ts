// What the service knows of itself, for operators: one value for `/status`, its events and the page.
import { REPLICA } from '../../runtime/replica.js';
import { Slices } from '../../runtime/slices.js';
import { VERSION } from '../../runtime/version.js';
import { faultLine } from '../../settings/faults.js';
import { describeSettings, describeToken } from '../health/token-answer.js';
import type { HttpDependencies } from '../dependencies.js';
import { activityLine } from './activity-lines.js';
import { pushLine } from './push-lines.js';
import { callerLines, problemLines, webhookLines } from './status-lines.js';
import { queryLines } from './status-queries.js';
import { nameOf } from './status-words.js';

/** The report of now, in slices. No secret is in it, and of single agents something only where `ui.showAgents` says so. */
async function statusReport(dependencies: HttpDependencies, slices = new Slices()) {
  const { organizations, clock, readiness, memory, metrics, settings, journal } = dependencies;
  const health = dependencies.settingsHealth();
  const { freshFor, staleIfError, deadline } = settings.availability;
  const { push } = settings;
  return {
    replica: REPLICA,
    version: VERSION,
    now: new Date(clock.wall()).toISOString(),
    uptimeSeconds: Math.round((clock.now() - dependencies.startedAt) / 1000),
    state: readiness.state,
    publicUrl: dependencies.publicUrl() ?? null,
    shared: dependencies.sharingHealth(),
    replicas: dependencies.replicas(),
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
      ...hostsOf(dependencies, organization.name),
      budget: organization.budget(),
      activity: activityLine(organization),
      push: pushLine(organization, clock, (id) => nameOf(dependencies, organization.name, id)),
      upstream: journal.latency(organization.name).read(),
      traffic: journal.traffic(organization.name).read(),
    })),
    ...(await queryLines(dependencies, slices)),
    webhooks: await webhookLines(dependencies, slices),
    callers: callerLines(dependencies),
    problems: problemLines(dependencies),
  };
}

/** Which hosts are asked: a wrong region is seen by them. */
function hostsOf({ settings }: HttpDependencies, organization: string) {
  const found = settings.organizations.find(({ name }) => name === organization);
  const hostOf = (url = '') => (URL.canParse(url) ? new URL(url).host : '');
  return { loginHost: hostOf(found?.loginUrl), apiHost: hostOf(found?.apiUrl) };
}

/** What `GET /status` answers with. */
export type StatusReport = Awaited<ReturnType<typeof statusReport>>;

const underWay = new WeakMap<HttpDependencies, Promise<string>>();

/** The report as JSON, written once for all who ask while it is written. @throws what keeps it from being told */
export function statusText(dependencies: HttpDependencies): Promise<string> {
  const known = underWay.get(dependencies);
  if (known) return known;
  const text = write(dependencies).finally(() => underWay.delete(dependencies));
  underWay.set(dependencies, text);
  return text;
}

/** Its longest part is written line by line: all at once would hold up everybody's answers. */
async function write(dependencies: HttpDependencies): Promise<string> {
  const slices = new Slices();
  const { queries, ...others } = await statusReport(dependencies, slices);
  const lines = await slices.map(queries, (line) => JSON.stringify(line));
  return `{"queries":[${lines.join(',')}],${JSON.stringify(others).slice(1)}`;
}
