// What `/status` says of questions, webhooks, callers and problems, as JSON Schemas.
import { ERRORS } from '../../domain/error-codes.js';
import type { QueryStanding } from '../status/query-words.rules.js';
import type { StatusReport } from '../status/status-report.js';
import {
  closed,
  count,
  listOf,
  moment,
  nullable,
  number,
  oneOf,
  orNull,
  text,
  yesOrNo,
  type Schema,
} from './types.js';

const code = (description: string): Schema => ({
  type: 'string',
  description,
  examples: Object.keys(ERRORS).slice(0, 2),
});

/** A schema for each field of a line of this list. */
type Line<L extends 'queries' | 'webhooks' | 'callers' | 'problems'> = Record<
  keyof StatusReport[L][number],
  Schema
>;

const STANDINGS: readonly QueryStanding[] = [
  ...(['fresh', 'older', 'waiting', 'stale', 'unknown', 'refused', 'refusedBefore', 'asleep'] as const),
];

const asked = () =>
  orNull(
    closed('The last answer.', {
      at: moment('When.'),
      caller: text('To whom.'),
      total: nullable(count('How many agents it said.')),
      accept: nullable(yesOrNo('Yes or no; null where that was not asked.')),
      result: text('How the count was obtained, or the error.'),
    }),
  );

const counted = () => ({
  requests: count('Answers.'),
  judged: count('Answers that were yes or no.'),
  accepted: count('Of those, the yes.'),
  stale: count('Answers that were stale.'),
});

function querySchema(): Schema {
  const properties = {
    id: text('Its name here.'),
    organization: text('The organization that is asked.'),
    queueId: text('The queue.'),
    queueName: nullable(text('Its name in Genesys Cloud, once it is known.')),
    filters: text('As in a URL.'),
    words: text('The same in words.'),
    expand: listOf({ type: 'string' }, 'As asked for.'),
    asks: oneOf(['count', 'members'], 'Whether the members themselves are asked for, or how many they are.'),
    needs: nullable(
      count('From how many agents on the last question was a yes; null: it asks for something else.'),
    ),
    needsByCaller: listOf(
      closed('A caller and a number.', {
        caller: text('Its name.'),
        needs: count('From how many agents on its answer is a yes.'),
      }),
      'What callers of the last half hour want, the last one first; at most 8.',
    ),
    agentsAvailable: nullable(count('Null: never counted.')),
    asOf: nullable(moment('When it was counted.')),
    ageMs: nullable(number('Milliseconds since.')),
    state: oneOf(
      STANDINGS,
      'older: past the promise and being refreshed. waiting: the rate limit leaves no request for it now. stale: Genesys ' +
        'Cloud cannot be asked. unknown: nothing may go out. refusedBefore: refused when it was asked last; the next ' +
        'request asks again. asleep: nobody asked lately.',
    ),
    failure: orNull(
      closed('What went wrong.', {
        code: code('An error code.'),
        title: text('What.'),
        detail: text('What happened this time.'),
        hint: text('What to do.'),
      }),
    ),
    refusedAt: nullable(moment('When Genesys Cloud refused it, where that is what it said last.')),
    nobody: orNull(
      closed('When it counts 0.', {
        hint: text('What may be the reason, with what else is held of the queue.'),
        command: text('The line for a shell that looks at everybody in the queue.'),
      }),
    ),
    agents: orNull(listOf(agentSchema(), 'At most 50; null unless `ui.showAgents` is set.')),
    ...counted(),
    last: asked(),
    countedAt: nullable(moment('When an answer last said how many.')),
    history: listOf(
      nullable(count('Agents.')),
      'Agents available, a number for every 10 s, oldest first, at most 180; null: not known then.',
    ),
  } satisfies Line<'queries'>;
  return closed('A question that was asked.', properties);
}

const agentSchema = (): Schema =>
  closed('An agent.', {
    name: text('As in Genesys Cloud.'),
    presence: nullable(text('Null: not told.')),
    routingStatus: nullable(text('Null: not told.')),
  });

function webhookSchema(): Schema {
  const properties = {
    name: text('Its name.'),
    organization: text('Whom it asks.'),
    queues: listOf(
      closed('A queue.', { id: text('Its id.'), name: nullable(text('Its name, once it is known.')) }),
      'Its queues.',
    ),
    filters: text('As in a URL.'),
    words: text('The same in words.'),
    condition: text('What must hold.'),
    anyOf: yesOrNo('Whether one of the queues has to have so many agents alone.'),
    failurePolicy: oneOf(['error', 'closed', 'open'], 'What the answer is when nothing is known.'),
    needs: nullable(count('From how many agents on it accepts; null: it looks at something else.')),
    agentsAvailable: nullable(count('Of all its queues.')),
    ...counted(),
    last: asked(),
  } satisfies Line<'webhooks'>;
  return closed('A webhook of the settings.', properties);
}

function callerSchema(): Schema {
  const properties = {
    name: text('Its name.'),
    organization: text('Whom it asks.'),
    requests: count('Since the start.'),
    refused: count('Of those, refused.'),
    keys: listOf(
      closed('A key.', {
        digest: text('The first eight hex characters of its SHA-256 digest.'),
        requests: count('Requests with it since the start.'),
        lastUsedAt: nullable(moment('When it was last used.')),
      }),
      'Its keys: while one is replaced, whether the old one is still used.',
    ),
    share: orNull(
      closed('What it has of the rate limit of its organization.', {
        spentInLastMinute: count('Requests to Genesys Cloud on its account.'),
        sharePerMinute: count('Its even part; it may have more while the others leave it.'),
        newQueriesInLastMinute: count('Queries that were loaded for the first time for it.'),
      }),
    ),
    heldBytes: count('What is kept in memory on its account, estimated.'),
    heldShareBytes: count(
      'So much of the memory nobody else can take from it; more only while others leave it.',
    ),
    lastSeenAt: nullable(moment('When it last asked.')),
    lastRefusal: orNull(
      closed('Why it was last refused.', {
        at: moment('When.'),
        code: code('An error code.'),
        detail: text('What happened this time.'),
        hint: text('What to do.'),
      }),
    ),
  } satisfies Line<'callers'>;
  return closed('A caller of the settings.', properties);
}

function troubleSchema(): Schema {
  const properties = {
    at: moment('When it was last seen.'),
    since: moment('When it was first seen.'),
    count: count('How often.'),
    code: code('An error code.'),
    title: text('What.'),
    detail: text('What happened this time.'),
    hint: text('What to do.'),
    where: text(
      'Such as "organization default" or "caller callgrid"; "organization default, client 2" where it has several OAuth clients.',
    ),
    ongoing: yesOrNo('Whether it goes on.'),
  } satisfies Line<'problems'>;
  return closed('Something that went wrong.', properties);
}

/** The schemas of this file by name. */
export function activitySchemas(): Record<string, Schema> {
  return {
    Query: querySchema(),
    Webhook: webhookSchema(),
    Caller: callerSchema(),
    Trouble: troubleSchema(),
  };
}
