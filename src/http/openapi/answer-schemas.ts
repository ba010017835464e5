// The answers of the counting routes as JSON Schemas.
import type { z } from 'zod';
import type { PageFrame } from '../../domain/page.rules.js';
import { availabilitySchema, queueLineSchema } from '../availability/answer-schema.js';
import { decisionSchema } from '../decision-facts.js';
import { webhookAnswerSchema } from '../webhooks/webhook-answer.js';
import { componentsOf } from './components.js';
import { closed, count, listOf, ref, text, yesOrNo, type Schema } from './types.js';

/** What Genesys writes of a member; it may write more, and none of it is changed. */
function memberSchema(): Schema {
  const routingStatus = {
    type: 'object',
    description: 'With `expand=routingStatus`.',
    properties: {
      userId: text('The agent.'),
      status: text('OFF_QUEUE, IDLE, INTERACTING, NOT_RESPONDING, COMMUNICATING.'),
      startTime: text('Since when.'),
    },
    additionalProperties: true,
  };
  const presence = {
    type: 'object',
    description: 'With `expand=presence`.',
    properties: {
      presenceDefinition: {
        type: 'object',
        properties: { id: text('The presence.'), systemPresence: text('Such as Available or On Queue.') },
        additionalProperties: true,
      },
    },
    additionalProperties: true,
  };
  return {
    type: 'object',
    description:
      "A member exactly as Genesys Cloud wrote it: more fields may be there, by `expand` and by Genesys's choice.",
    properties: {
      id: text('The member.'),
      name: text("The agent's name."),
      user: {
        type: 'object',
        properties: { id: text('The agent.'), name: text("The agent's name."), presence, routingStatus },
        required: ['id'],
        additionalProperties: true,
      },
      ringNumber: { type: 'integer' },
      joined: yesOrNo('Whether the agent has joined the queue.'),
      memberBy: text('user or group.'),
      routingStatus,
      selfUri: text('A path of Genesys Cloud.'),
    },
    required: ['id'],
    additionalProperties: true,
  };
}

function memberPageSchema(): Schema {
  const link = (description: string) => ({ type: 'string', format: 'uri-reference', description });
  const properties = {
    entities: listOf(
      ref('schemas', 'Member'),
      'The members of this page; none for a caller with `fields: counts`.',
    ),
    pageSize: { type: 'integer', minimum: 1, maximum: 100 },
    pageNumber: { type: 'integer', minimum: 1 },
    total: count('Distinct members that match, counted over all pages.'),
    pageCount: count('`total` by `pageSize`, rounded up.'),
    firstUri: link('The first page: a relative link without a key.'),
    selfUri: link('This page.'),
    nextUri: link('The next page, if there is one.'),
    previousUri: link('The page before, if there is one.'),
    lastUri: link('The last page.'),
  } satisfies Record<keyof PageFrame | 'entities', Schema>;
  return closed("A page of Genesys Cloud's own members, with a counted total.", properties, [
    'nextUri',
    'previousUri',
  ]);
}

/** An answer to which `explain=true` adds the decision. */
const explained = <S extends z.ZodRawShape>(answer: z.ZodObject<S>) =>
  answer.extend({ decision: decisionSchema().optional() });

/** The schemas of this file by name. */
export function answerSchemas(): Record<string, Schema> {
  return {
    Member: memberSchema(),
    MemberPage: memberPageSchema(),
    ...componentsOf({
      QueueLine: queueLineSchema(),
      Availability: explained(availabilitySchema().omit({ queues: true })).describe(
        'The answer for one queue.',
      ),
      SeveralAvailability: explained(availabilitySchema()).describe('The answer for several queues.'),
      WebhookAvailability: explained(webhookAnswerSchema().partial({ queues: true })).describe(
        'The answer of a named webhook.',
      ),
      Decision: decisionSchema(),
    }),
  };
}
