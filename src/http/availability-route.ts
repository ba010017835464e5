// The yes-or-no routes: the same snapshots, rendered as a decision that a routing platform can read.
import type { RequestHandler } from 'express';
import { asServiceError } from '../errors.js';
import type { Served, SnapshotSource } from '../model.js';
import { decide } from '../rules/acceptance.js';
import { readAvailabilityRequest, type AvailabilityRequest } from '../rules/availability-query.js';
import type { Caller } from '../rules/caller.js';
import { sendAnswer } from './answer.js';
import { availabilityAnswer, renderAvailability, type QueueFinding } from './availability-answer.js';
import { exchangeOf } from './exchange.js';
import { organizationOf, requireQueues } from './members-route.js';
import type { HttpParts } from './parts.js';
import { parametersOf } from './request-parameters.js';

/** `GET/POST /v1/queues/{queueId}/availability` and, without a queue in the path, `/v1/availability`. */
export function availabilityRoute(parts: HttpParts): RequestHandler<{ queueId?: string }> {
  return async (request, response) => {
    const exchange = exchangeOf(response);
    const caller = exchange.caller as Caller;
    const asked = readAvailabilityRequest(request.params.queueId, parametersOf(request, caller));
    exchange.queues = asked.queueIds;
    requireQueues(caller, asked.queueIds);
    const findings = await findAll(organizationOf(parts, caller).snapshots, asked);
    const served = oldest(findings);
    if (served) exchange.served = served;
    const failure = findings.find((finding) => finding.error)?.error;
    if (failure) exchange.errorCode = failure.code;

    const policy = parts.settings.availability.failurePolicy;
    const agents = new Set(
      findings.flatMap(({ served: one }) => one?.snapshot.members.map((m) => m.userId) ?? []),
    );
    const unknownQueues = findings.filter((finding) => finding.error).length;
    const decision = decide({ count: agents.size, unknownQueues, minimum: asked.minimum }, policy);
    // A single queue that Genesys refuses is the request's fault, not a question of policy.
    const refused = request.params.queueId !== undefined && failure?.kind !== 'unavailable';
    if (failure && (refused || (decision.status === 'unknown' && policy === 'error'))) throw failure;

    const answer = availabilityAnswer(asked, findings, agents.size, decision);
    exchange.total = agents.size;
    exchange.accept = decision.accept;
    const status = asked.statusCodes && !decision.accept ? 409 : 200;
    const several = request.params.queueId === undefined;
    sendAnswer(request, response, renderAvailability(answer, asked.format, several), served, status);
  };
}

/** Asks for all queues at once; a queue that can't be counted is a finding too. */
function findAll(snapshots: SnapshotSource, asked: AvailabilityRequest): Promise<QueueFinding[]> {
  return Promise.all(
    asked.queueIds.map(async (queueId): Promise<QueueFinding> => {
      try {
        return { queueId, served: await snapshots.get({ queueId, filters: asked.filters }) };
      } catch (fault) {
        const error = asServiceError(fault);
        // A fault of our own must not pass for a queue that nobody could count.
        if (error.kind === 'internal') throw fault;
        return { queueId, error };
      }
    }),
  );
}

/** What the answer's Age and Cache-Status speak of: its oldest part. */
function oldest(findings: readonly QueueFinding[]): Served | undefined {
  return findings
    .flatMap(({ served }) => served ?? [])
    .reduce<Served | undefined>((a, b) => (a && a.ageMs >= b.ageMs ? a : b), undefined);
}
