// What the service knows of itself, for operators: one value for `/status`, its events and the page.
import { z } from 'zod';
import { count, lazily, moment, number, text, type Written } from '../../domain/fields.js';
import { replicaSchema } from '../../replicas/presence.rules.js';
import { sharingSchema } from '../../replicas/sharing-health.js';
import { REPLICA } from '../../runtime/replica.js';
import { Slices } from '../../runtime/slices.js';
import { VERSION } from '../../runtime/version.js';
import { faultLine } from '../../settings/faults.js';
import { stateSchema } from '../health/readiness-answer.js';
import { describeSettings, settingsHealthSchema } from '../health/token-answer.js';
import type { HttpDependencies } from '../dependencies.js';
import { callerLines, callerSchema } from './caller-lines.js';
import { organizationLines, organizationSchema } from './organization-lines.js';
import { problemLines, problemSchema } from './problem-lines.js';
import { querySchema } from './query-schema.js';
import { queryLines } from './status-queries.js';
import { webhookLines, webhookSchema } from './webhook-lines.js';

/** What `GET /status` answers with: a field is declared here, or in the schema of its part. */
export const statusSchema = lazily(() =>
  z
    .strictObject({
      replica: text('The name of this process.'),
      version: text('Of the service.'),
      now: moment('When this was written.'),
      uptimeSeconds: number('Since the start.'),
      state: stateSchema().describe('As `/readyz` says.'),
      publicUrl: text('Where this process itself reaches its public listener.').nullable(),
      shared: sharingSchema(),
      replicas: z
        .array(replicaSchema())
        .describe('All that share through Redis, this one first; none without Redis.'),
      settings: settingsHealthSchema()
        .extend({
          faults: z.array(z.string()).describe('What is wrong with the files as they are now.'),
          needRestart: z.array(z.string()).describe('Settings that were changed and take a restart.'),
        })
        .describe('The state of the settings.'),
      answers: z
        .strictObject({
          fromSnapshots: count('Answers that rest on a count.'),
          olderThanPromised: count('Of those, older than promised.'),
        })
        .describe('Answers since the start.'),
      memory: z.record(z.string(), z.number()).describe('What is held, by name.'),
      promise: z
        .strictObject({
          freshForMs: count('An answer this old is fresh.'),
          trustedForMs: count('And this old while push covers its queue and announced no change; 0: never.'),
          staleIfErrorMs: count('After that, for this long, it is given while Genesys Cloud is unavailable.'),
          deadlineMs: count('A caller waits at most this long.'),
        })
        .describe('What is promised.'),
      organizations: z.array(organizationSchema()).describe('Every organization.'),
      queries: z.array(querySchema()).describe('The most recently asked first, at most 200.'),
      queriesInAll: count('All there are.'),
      webhooks: z.array(webhookSchema()).describe('Every webhook of the settings.'),
      callers: z.array(callerSchema()).describe('Every caller of the settings.'),
      problems: z.array(problemSchema()).describe('Newest first, at most 50.'),
    })
    .describe('What the service knows of itself.'),
);

export type StatusReport = Written<typeof statusSchema>;

/** The report of now, in slices. No secret is in it, and of single agents something only where `ui.showAgents` says so. */
async function statusReport(dependencies: HttpDependencies, slices: Slices): Promise<StatusReport> {
  const { clock, readiness, memory, metrics, settings } = dependencies;
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
    organizations: organizationLines(dependencies),
    ...(await queryLines(dependencies, slices)),
    webhooks: await webhookLines(dependencies, slices),
    callers: callerLines(dependencies),
    problems: problemLines(dependencies),
  };
}

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
