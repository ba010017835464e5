// The yes-or-no route whose question is in the settings: the platform holds a name and a key.
import type { RequestHandler } from 'express';
import { ServiceError } from '../../domain/errors.js';
import { readWebhookRequest, WEBHOOK_NAMES } from '../../domain/availability-query.rules.js';
import { mayUse, type Caller } from '../../domain/caller.rules.js';
import { readsCalls } from '../../domain/calls.rules.js';
import { criterionText, neededAgents } from '../../domain/criterion.rules.js';
import type { WebhookSettings } from '../../settings/types.js';
import type { Access } from '../auth/access.js';
import { contextOf } from '../request-context.js';
import type { HotPath } from '../hot-path/hot-path.js';
import type { HttpDependencies } from '../dependencies.js';
import type { Question } from '../availability/conclusion.js';
import { answerQuestion } from '../availability/question.js';
import { parametersOf } from '../request-parameters.js';
import { looksIntoEntities, webhookAnswer } from './webhook-answer.js';

/** `GET/POST /v1/webhooks/{name}` */
export function webhookRoute(
  dependencies: HttpDependencies,
  hotPath: HotPath,
): RequestHandler<{ name: string }> {
  return async (request, response) => {
    const context = contextOf(response);
    const caller = context.caller as Caller;
    const webhook = (context.access as Access).webhooks.get(request.params.name);
    if (!webhook) throw new ServiceError('webhook_not_found');
    context.webhook = webhook.name;
    if (!mayUse(caller, webhook)) throw new ServiceError('webhook_not_allowed');
    const form = readWebhookRequest(parametersOf(request, context, WEBHOOK_NAMES), webhook);
    await answerQuestion(
      { dependencies, hotPath },
      request,
      response,
      { ...questionOf(webhook), ...form },
      (counted, findings) => webhookAnswer(webhook, counted, findings),
    );
  };
}

/** From how many agents on `webhook` accepts; undefined where it looks at something else. */
export function neededBy({ criterion, minimum }: WebhookSettings): number | undefined {
  return criterion.field === 'accept' ? minimum : neededAgents(criterion);
}

/** What must hold, in words. */
export const conditionOf = ({ criterion, anyOf, minimum, queueIds }: WebhookSettings): string =>
  anyOf && criterion.field === 'accept' && queueIds.length > 1
    ? `one of the queues has at least ${minimum}`
    : criterionText(criterion);

/**
 * The question of `webhook`. Where it looks into entities they are those of the members route without
 * `expand`: those of any other snapshot might be written otherwise.
 */
function questionOf(webhook: WebhookSettings): Question {
  const single = webhook.queueIds.length === 1;
  const rule = `${conditionOf(webhook)}; failure policy ${webhook.failurePolicy}`;
  const calls = webhook.calls ?? (readsCalls(webhook.criterion.field) ? {} : undefined);
  return {
    ...webhook,
    rule,
    needs: neededBy(webhook),
    single,
    ...(calls && { calls }),
    ...(looksIntoEntities(webhook) && { view: { expand: [] } }),
  };
}
