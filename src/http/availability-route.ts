// The yes-or-no routes whose question is in the request.
import type { RequestHandler } from 'express';
import { readAvailabilityRequest } from '../rules/availability-query.js';
import type { Caller } from '../rules/caller.js';
import { exchangeOf } from './exchange.js';
import type { HotPath } from './hot-path.js';
import type { HttpParts } from './parts.js';
import { answerQuestion } from './question.js';
import { parametersOf } from './request-parameters.js';

/** `GET/POST /v1/queues/{queueId}/availability` and, without a queue in the path, `/v1/availability`. */
export function availabilityRoute(parts: HttpParts, hotPath: HotPath): RequestHandler<{ queueId?: string }> {
  const { failurePolicy } = parts.settings.availability;
  return async (request, response) => {
    const caller = exchangeOf(response).caller as Caller;
    const { queueId } = request.params;
    const asked = readAvailabilityRequest(queueId, parametersOf(request, caller));
    const question = { ...asked, failurePolicy, single: queueId !== undefined };
    await answerQuestion({ parts, hotPath }, request, response, question);
  };
}
