// The answer of a named webhook: that of the availability routes, judged by the webhook's own criterion.
import { z } from 'zod';
import type { Decision } from '../../domain/acceptance.rules.js';
import { readsCalls } from '../../domain/calls.rules.js';
import { criterionText, judge, READS_DECISION, valueAt, type Scalar } from '../../domain/criterion.rules.js';
import { readPage } from '../../domain/member-query.rules.js';
import { unknownValuesText } from '../../domain/unknown-values.rules.js';
import { pageItems } from '../../domain/page.rules.js';
import type { WebhookSettings } from '../../settings/types.js';
import { availabilitySchema, type AvailabilityAnswer } from '../availability/answer-schema.js';
import { failureText, policyFor, type QueueFinding } from '../availability/availability-answer.js';
import { lazily, text, yesOrNo, type Written } from '../../domain/fields.js';

/** What a webhook says beyond an availability answer: flat scalars too. */
export const webhookAnswerSchema = lazily(() =>
  availabilitySchema()
    .extend({
      webhook: text('The name of the webhook.'),
      condition: text('The condition under which the call is accepted.'),
      conditionValue: z
        .union([z.string(), z.number(), z.boolean()])
        .nullable()
        .describe(
          'The value of the field of the condition; null when there is none, or when it is data of an agent.',
        ),
      conditionHeld: yesOrNo(
        'Whether the condition is certainly met; false also when the status is `unknown`.',
      ),
    })
    .describe('The answer of a named webhook.'),
);

export type WebhookAnswer = Written<typeof webhookAnswerSchema>;

/** Whether `webhook` looks at the data of single agents: its value then stays inside, whoever asks. */
export function looksIntoEntities({ criterion }: WebhookSettings): boolean {
  return criterion.field.startsWith('entities.');
}

/** Judges `counted`, which compares the count with the webhook's minimum, by the webhook's criterion. */
export function webhookAnswer(
  webhook: WebhookSettings,
  counted: AvailabilityAnswer,
  findings: readonly QueueFinding[],
): WebhookAnswer {
  const { criterion, failurePolicy } = webhook;
  const value = valueAt({ ...counted, ...pageFields(webhook, findings) }, criterion.field);
  const unknownQueues = unknownOf(criterion.field, counted, findings);
  const decision = judge(criterion, { value, unknownQueues }, policyFor(failurePolicy, findings));
  const condition = criterionText(criterion);
  const conditionValue = looksIntoEntities(webhook) ? null : asScalar(value);
  const { queues, minimum, ...scalars } = counted;
  const doubt = unknownValuesText(webhook.filters, counted.total ?? 0);
  const judgedBy = criterion.field === 'accept' ? `: ${counted.reason}` : judged(webhook, conditionValue);
  const doubts = doubt === '' || criterion.field === 'accept' ? [] : [doubt];
  return {
    ...withMinimum(webhook, scalars, minimum),
    ...decision,
    reason:
      decision.status === 'unknown'
        ? `${condition} is not known${known(conditionValue)}; ${failureText(findings, decision)}`
        : [`${condition} ${VERDICT[decision.status]}${judgedBy}`, ...doubts].join('. '),
    webhook: webhook.name,
    condition,
    conditionValue,
    conditionHeld: decision.status === 'available',
    queues,
  };
}

/** In its usual place; left out where it decides nothing. */
function withMinimum<T extends { readonly status: string }>(
  webhook: WebhookSettings,
  scalars: T,
  minimum = 1,
) {
  const { field, condition, value } = webhook.criterion;
  const isUsual =
    field === 'agentsAvailable' && condition === 'Greater Than or Equal' && value === webhook.minimum;
  if (!isUsual && !READS_DECISION.includes(field)) return scalars;
  const entries = Object.entries(scalars);
  const at = entries.findIndex(([name]) => name === 'status');
  return Object.fromEntries([...entries.slice(0, at), ['minimum', minimum], ...entries.slice(at)]) as T;
}

/** Of how many queues it is not known what stands at `field`. */
function unknownOf(field: string, { status }: AvailabilityAnswer, findings: readonly QueueFinding[]): number {
  // The answer that is compared with the minimum knows what settles it.
  if (field === 'accept' || field === 'status') return status === 'unknown' ? findings.length : 0;
  if (!readsCalls(field)) return findings.filter((finding) => finding.error).length;
  const free = field.endsWith('free');
  return findings.filter(({ calls }) => !calls?.waiting || (free && !calls.idle)).length;
}

const VERDICT: Record<Exclude<Decision['status'], 'unknown'>, string> = {
  available: 'is met',
  unavailable: 'is not met',
};

function judged(webhook: WebhookSettings, value: Scalar | null): string {
  if (looksIntoEntities(webhook)) return '';
  return value === null ? ': there is no value' : `: the value is ${value}`;
}

function known(value: Scalar | null): string {
  return typeof value === 'number' ? `: ${value} in the queues that could be counted` : '';
}

/** A list or map is told by its size: what is in it is no scalar. */
function asScalar(value: unknown): Scalar | null {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === undefined || value === null ? null : 'map';
}

/** What the members route would say of a webhook's only queue, on the first page of Genesys's own size. */
function pageFields(webhook: WebhookSettings, findings: readonly QueueFinding[]): object {
  const [only, ...others] = findings;
  if (!only?.served || others.length > 0) return {};
  const { members } = only.served.snapshot;
  const page = readPage(new Map());
  return {
    ...page,
    pageCount: Math.ceil(members.length / page.pageSize),
    entities: pageItems(members, page).map(({ json }): unknown =>
      looksIntoEntities(webhook) ? JSON.parse(json) : json,
    ),
  };
}
