// Who is in a queue, for people who look: by joined, presence and routing status, and nobody by name.
import type { RequestHandler } from 'express';
import { personOf } from '../../cache/people.js';
import { readQueueId } from '../../domain/member-query.rules.js';
import { collect, invalid, single } from '../../domain/parameters.rules.js';
import { groupsOf } from '../../domain/queue-people.rules.js';
import { organizationNamed } from '../auth/caller-scope.js';
import type { HttpDependencies } from '../dependencies.js';
import { queryOf } from '../request-parameters.js';
import { usualName } from './queue-search-route.js';

/** `GET /queue-people?organization=…&queue=…` on the admin listener. */
export function queuePeopleRoute({ organizations }: HttpDependencies): RequestHandler {
  return async (request, response) => {
    const parameters = collect([...queryOf(request)], ['organization', 'queue']);
    const queue = single(parameters, 'queue');
    if (queue === undefined) throw invalid('queue', 'is missing');
    const queueId = readQueueId(queue);
    const organization = single(parameters, 'organization') ?? usualName(organizations);
    const { members, asOf } = await organizationNamed(organizations, organization).members(queueId);
    response.setHeader('Cache-Control', 'no-store');
    response.json({ queueId, asOf: new Date(asOf).toISOString(), groups: groupsOf(members.map(personOf)) });
  };
}
