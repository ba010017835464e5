// Asks one queue as a webhook would, through the service's own rooms but past its listeners and cache.
import { asServiceError, ServiceError } from '../domain/errors.js';
import type { MemberQuery } from '../domain/model.js';
import { QueueObservations } from '../genesys/activity/queue-observations.js';
import { findCalls } from '../http/availability/calls-finding.js';
import type { Settings } from '../settings/types.js';
import type { Upstream } from './upstream.js';
import type { AvailabilityAnswer } from '../http/availability/answer-schema.js';
import { renderAvailability, type QueueFinding } from '../http/availability/availability-answer.js';
import { counted } from '../http/availability/conclusion.js';
import { webhookAnswer, type WebhookAnswer } from '../http/webhooks/webhook-answer.js';
import { readAcceptance } from './accept-expression.rules.js';
import { readsCalls } from '../domain/calls.rules.js';
import type { Criterion } from '../domain/criterion.rules.js';
import { foregroundClock } from '../runtime/clock.js';
import { processEnvironment } from '../settings/process-environment.js';
import { failureText, withOrganization } from './ask.js';
import { pairsOf, readUsage } from './filters.js';
import { findQueue } from './find-queue.js';
import { processTerminal, type Terminal } from './terminal.js';
import { EXIT, UsageError } from './usage.js';

/** As the command line gives them. */
export interface CheckOptions {
  readonly accept?: string;
  readonly organization?: string;
}

/**
 * Prints the availability answer on standard output and the verdict beside it.
 * @returns the exit code
 * @throws UsageError; as `withOrganization`; ServiceError when the queue can't be found, or is refused
 */
export async function check(
  queue: string,
  words: readonly string[],
  { accept, organization }: CheckOptions,
  environment = processEnvironment(),
  terminal: Terminal = processTerminal(environment),
): Promise<number> {
  const criterion = accept === undefined ? undefined : readCriterion(accept);
  const asked = readUsage(pairsOf(words));
  const calls = asked.calls ?? (criterion && readsCalls(criterion.field) ? {} : undefined);
  terminal.progress('asking Genesys Cloud');
  return withOrganization(environment, foregroundClock, organization, async (upstream, basics) => {
    const { id: queueId } = await findQueue(upstream.queues, queue);
    const { failurePolicy } = basics.availability;
    const finding = await find({ queueId, filters: asked.filters }, upstream, calls && basics);
    const question = { ...asked, ...(calls && { calls }), queueIds: [queueId], failurePolicy, single: true };
    const answer = counted(question, [finding]);
    const webhook = { name: 'check', organization: '', ...question };
    const judged = criterion && webhookAnswer({ ...webhook, criterion }, answer, [finding]);
    terminal.out(`${written(answer, judged)}\n`);
    const error = finding.error ?? finding.calls?.error;
    if (error) terminal.err(failureText(error));
    if (finding.error || (judged ?? answer).status === 'unknown') return EXIT.fault;
    if (!judged) return EXIT.ok;
    terminal.err(`${judged.accept ? 'Accepted' : 'Not accepted'}: ${judged.reason}.\n`);
    return judged.accept ? EXIT.ok : EXIT.no;
  });
}

/**
 * What is found in the queue.
 * @param withCalls absent where nobody wants to know of waiting calls
 * @throws ServiceError where Genesys refuses the queue
 */
async function find(
  { queueId, filters }: Pick<MemberQuery, 'queueId' | 'filters'>,
  { client, members }: Upstream,
  withCalls: Pick<Settings, 'genesys'> | undefined,
): Promise<QueueFinding> {
  const clock = foregroundClock;
  const found: QueueFinding = await members
    .get({ queueId, filters })
    .then((served) => ({ queueId, served }))
    .catch((fault: unknown) => ({ queueId, error: asServiceError(fault) }));
  if (found.error && found.error.kind !== 'unavailable') throw found.error;
  if (!withCalls) return found;
  const timeout = withCalls.genesys.upstreamTimeout;
  const observations = new QueueObservations({ client, clock, timeout });
  const waiting = async () => {
    const known = (await observations.waiting([queueId.toLowerCase()])).get(queueId.toLowerCase());
    if (known) return known;
    const detail = 'Genesys Cloud does not tell the waiting calls of this queue.';
    throw new ServiceError('genesys_answer_invalid', { detail });
  };
  const organization = { snapshots: members, waiting };
  return { ...found, calls: await findCalls(queueId, { organization, clock, deadline: 0, options: {} }) };
}

/** What the availability route would write; with a criterion, what a webhook of it would say instead. */
function written(answer: AvailabilityAnswer, judged: WebhookAnswer | undefined): string {
  const plain = JSON.parse(renderAvailability(answer, 'json', false).body.toString()) as object;
  if (!judged) return JSON.stringify(plain, null, 2);
  const { accept, status, reason, condition, conditionValue, conditionHeld } = judged;
  const verdict = { accept, status, reason, condition, conditionValue, conditionHeld };
  return JSON.stringify({ ...plain, ...verdict }, null, 2);
}

function readCriterion(text: string): Criterion {
  const read = readAcceptance(text);
  if ('criterion' in read) return read.criterion;
  throw new UsageError(`--accept "${text}" cannot be read. ${read.problem} Such as --accept "total > 2".`);
}
