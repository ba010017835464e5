// What `/status` says, as JSON Schemas.
import type { StatusReport } from '../status/status-report.js';
import type { TrafficHistory } from '../../domain/traffic.js';
import type { BudgetReport } from '../../genesys/budget-report.rules.js';
import type { GateReport } from '../../genesys/gate-report.rules.js';
import type { Replica } from '../../replicas/presence.js';
import { activitySchemas } from './activity-schemas.js';
import { looksSchema } from './looks-schemas.js';
import { pushSchema } from './push-schemas.js';
import { SHARING, settingsProperties, tokenProperties } from './health-schemas.js';
import {
  closed,
  count,
  listOf,
  moment,
  nullable,
  number,
  oneOf,
  ref,
  text,
  yesOrNo,
  type Schema,
} from './types.js';

function gateSchema(): Schema {
  const properties = {
    state: oneOf(
      ['open', 'partly', 'closed', 'trying'],
      'partly: some OAuth clients may still ask; closed: nothing is asked; trying: one request finds out.',
    ),
    clientsClosed: count('OAuth clients that were answered 429.'),
    opensInSeconds: nullable(count('Until one request tries.')),
    limitOf: nullable(text('Whose limit it is, as far as Genesys tells: client, organization or unknown.')),
    reason: nullable(text('Why it is closed, and whether another OAuth client would help.')),
  } satisfies Record<keyof GateReport, Schema>;
  return closed('What a 429 of Genesys Cloud has closed.', properties);
}

function budgetSchema(): Schema {
  const properties = {
    warmQueries: count('Queries that are kept warm.'),
    pagesPerRefresh: count('Page requests of one refresh of them all.'),
    requestsAllowedPerMinute: count('What Genesys Cloud allows.'),
    requestsSpendablePerMinute: count('What is spent of it at most.'),
    requestsWantedPerMinute: count('What keeping the promise would take.'),
    requestsInWindow: count('Requests of the present minute.'),
    windowEndsInSeconds: count('Until the count begins anew.'),
    refreshIntervalMs: count('How often each warm query is refreshed.'),
    promiseKept: yesOrNo('Whether that keeps answers as fresh as promised.'),
    advice: nullable(text('What would help if it does not.')),
    gate: gateSchema(),
  } satisfies Record<keyof BudgetReport, Schema>;
  return closed('The arithmetic of the rate limit.', properties);
}

function trafficSchema(): Schema {
  const column = (item: Schema, what: string) => listOf(item, what);
  const properties = {
    stepMs: count('Milliseconds of a step.'),
    hits: column(count('Answers.'), 'Answers from memory, as fresh as promised.'),
    misses: column(count('Answers.'), 'Answers that waited for a fetch.'),
    stale: column(count('Answers.'), 'Answers that were stale.'),
    failed: column(count('Answers.'), 'Answers that rest on no count.'),
    oldestMs: column(nullable(count('Milliseconds.')), 'Age of the oldest answer; null without any.'),
    requests: column(count('Requests.'), 'Requests to Genesys Cloud.'),
    p50Ms: column(nullable(count('Milliseconds.')), 'Half of them were answered within this time.'),
    p95Ms: column(nullable(count('Milliseconds.')), '19 of 20 were.'),
  } satisfies Record<keyof TrafficHistory, Schema>;
  return closed('The last half hour in steps, oldest first, at most 180 of them.', properties);
}

function organizationSchema(): Schema {
  return closed(
    'One organization: its tokens, its rate budget, and how Genesys Cloud answers.',
    {
      ...tokenProperties(),
      loginHost: text('Who is asked for tokens.'),
      apiHost: text('Who is asked for members.'),
      budget: ref('schemas', 'Budget'),
      activity: ref('schemas', 'Looks'),
      push: ref('schemas', 'Push'),
      upstream: closed('Page requests of the last five minutes.', {
        requests: count('How many.'),
        failed: count('How many of them failed.'),
        p50Ms: nullable(number('Half were answered within this time.')),
        p95Ms: nullable(number('19 of 20 were.')),
      }),
      traffic: trafficSchema(),
    },
    ['clients'],
  );
}

function replicaSchema(): Schema {
  const properties = {
    name: text('Its host, and four hex digits that tell it from others there.'),
    version: text('Of the service.'),
    leads: listOf({ type: 'string' }, 'Organizations whose push channel it holds for all replicas.'),
    ageMs: count('Milliseconds since it last said so.'),
    self: yesOrNo('Whether it is the one that answers.'),
  } satisfies Record<keyof Replica, Schema>;
  return closed('A replica.', properties);
}

function statusSchema(): Schema {
  const properties = {
    replica: text('The name of this process.'),
    version: text('Of the service.'),
    now: moment('When this was written.'),
    uptimeSeconds: number('Since the start.'),
    state: oneOf(['starting', 'ready', 'draining'], 'As `/readyz` says.'),
    publicUrl: nullable(text('Where this process itself reaches its public listener.')),
    shared: closed(
      'What replicas share.',
      {
        status: oneOf(SHARING, 'degraded: this replica is on its own.'),
        reason: text('Why.'),
        hint: text('What to do.'),
      },
      ['reason', 'hint'],
    ),
    replicas: listOf(replicaSchema(), 'All that share through Redis, this one first; none without Redis.'),
    settings: closed('The state of the settings.', {
      ...settingsProperties(),
      faults: listOf({ type: 'string' }, 'What is wrong with the files as they are now.'),
      needRestart: listOf({ type: 'string' }, 'Settings that were changed and take a restart.'),
    }),
    answers: closed('Answers since the start.', {
      fromSnapshots: count('Answers that rest on a count.'),
      olderThanPromised: count('Of those, older than promised.'),
    }),
    memory: {
      type: 'object',
      description: 'What is held, by name.',
      additionalProperties: { type: 'number' },
    },
    promise: closed('What is promised.', {
      freshForMs: count('An answer this old is fresh.'),
      trustedForMs: count('And this old while push covers its queue and announced no change; 0: never.'),
      staleIfErrorMs: count('After that, for this long, it is given while Genesys Cloud is unavailable.'),
      deadlineMs: count('A caller waits at most this long.'),
    }),
    organizations: listOf(ref('schemas', 'Organization'), 'Every organization.'),
    queries: listOf(ref('schemas', 'Query'), 'The most recently asked first, at most 200.'),
    queriesInAll: count('All there are.'),
    webhooks: listOf(ref('schemas', 'Webhook'), 'Every webhook of the settings.'),
    callers: listOf(ref('schemas', 'Caller'), 'Every caller of the settings.'),
    problems: listOf(ref('schemas', 'Trouble'), 'Newest first, at most 50.'),
  } satisfies Record<keyof StatusReport, Schema>;
  return closed('What the service knows of itself.', properties);
}

/** The schemas of this file by name. */
export function statusSchemas(): Record<string, Schema> {
  return {
    Status: statusSchema(),
    Organization: organizationSchema(),
    Budget: budgetSchema(),
    Looks: looksSchema(),
    Push: pushSchema(),
    ...activitySchemas(),
  };
}
