// The yes-or-no routes whose question is in the request.
import type { RequestHandler } from 'express';
import {
  availabilityNames,
  readAvailabilityRequest,
  type AvailabilityRequest,
} from '../../domain/availability-query.rules.js';
import type { Access } from '../auth/access.js';
import { contextOf } from '../request-context.js';
import type { HotPath } from '../hot-path/hot-path.js';
import type { HttpDependencies } from '../dependencies.js';
import { answerQuestion } from './question.js';
import { parametersOf } from '../request-parameters.js';

/** `GET/POST /v1/queues/{queueId}/availability` and, without a queue in the path, `/v1/availability`. */
export function availabilityRoute(
  dependencies: HttpDependencies,
  hotPath: HotPath,
): RequestHandler<{ queueId?: string }> {
  return async (request, response) => {
    const context = contextOf(response);
    const { failurePolicy } = context.access as Access;
    const { queueId } = request.params;
    const names = availabilityNames(queueId !== undefined);
    const asked = readAvailabilityRequest(queueId, parametersOf(request, context, names));
    const rule = `${ruleOf(asked)}; failure policy ${failurePolicy}`;
    const { minimum: needs } = asked;
    const question = { ...asked, rule, needs, failurePolicy, single: queueId !== undefined };
    await answerQuestion({ dependencies, hotPath }, request, response, question);
  };
}

function ruleOf({ minimum, anyOf, calls: { maxWaiting, minFree } = {} }: AvailabilityRequest): string {
  const limits = [
    ...(maxWaiting === undefined ? [] : [`waiting Less Than or Equal ${maxWaiting}`]),
    ...(minFree === undefined ? [] : [`free Greater Than or Equal ${minFree}`]),
  ];
  const count = anyOf ? 'agentsAvailable of one queue' : 'agentsAvailable';
  return [`${count} Greater Than or Equal ${minimum}`, ...limits].join(' and ');
}
