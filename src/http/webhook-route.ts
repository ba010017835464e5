// The yes-or-no route whose question is in the settings: the platform holds a name and a key.
import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.js';
import { readWebhookRequest } from '../rules/availability-query.js';
import { mayUse, type Caller } from '../rules/caller.js';
import { criterionText } from '../rules/criterion.js';
import type { WebhookSettings } from '../settings/types.js';
import type { Access } from './access.js';
import { exchangeOf } from './exchange.js';
import type { HotPath } from './hot-path.js';
import type { HttpParts } from './parts.js';
import type { Question } from './conclusion.js';
import { answerQuestion } from './question.js';
import { parametersOf } from './request-parameters.js';
import { looksIntoEntities, webhookAnswer } from './webhook-answer.js';

/** `GET/POST /v1/webhooks/{name}` */
export function webhookRoute(parts: HttpParts, hotPath: HotPath): RequestHandler<{ name: string }> {
  return async (request, response) => {
    const exchange = exchangeOf(response);
    const caller = exchange.caller as Caller;
    const webhook = (exchange.access as Access).webhooks.get(request.params.name);
    if (!webhook) throw new ServiceError('webhook_not_found');
    exchange.webhook = webhook.name;
    if (!mayUse(caller, webhook)) throw new ServiceError('webhook_not_allowed');
    const form = readWebhookRequest(parametersOf(request, caller), webhook);
    await answerQuestion(
      { parts, hotPath },
      request,
      response,
      { ...questionOf(webhook), ...form },
      (counted, findings) => webhookAnswer(webhook, counted, findings),
    );
  };
}

/**
 * The question of `webhook`. Where it looks into entities they are those of the members route without
 * `expand`: those of any other snapshot might be written otherwise.
 */
function questionOf(webhook: WebhookSettings): Question {
  const single = webhook.queueIds.length === 1;
  const rule = `${criterionText(webhook.criterion)}; failure policy ${webhook.failurePolicy}`;
  return { ...webhook, rule, single, ...(looksIntoEntities(webhook) && { view: { expand: [] } }) };
}
