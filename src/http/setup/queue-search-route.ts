// Finds queues by name, for people who set a webhook up.
import type { Request, RequestHandler } from 'express';
import { collect, invalid, single } from '../../domain/parameters.rules.js';
import { organizationNamed } from '../auth/caller-scope.js';
import type { HttpDependencies } from '../dependencies.js';
import { queryOf } from '../request-parameters.js';

const MOST_QUEUES = 50;
/** Genesys's own limit for a queue's name is below this. */
const LONGEST_NAME = 256;

/** `GET /queues?organization=…&name=…` on the admin listener: at most 50 queues, by name. */
export function queueSearchRoute({ organizations }: HttpDependencies): RequestHandler {
  return async (request, response) => {
    const { organization, name } = readSearch(request);
    const { directory } = organizationNamed(organizations, organization ?? usualName(organizations));
    const queues = await directory.byName(name, MOST_QUEUES);
    response.setHeader('Cache-Control', 'no-store');
    response.json({
      queues: queues.map(({ id, name, memberCount }) => ({ id, name, memberCount: memberCount ?? null })),
    });
  };
}

function readSearch(request: Request): { organization: string | undefined; name: string } {
  // An empty name asks for all of them.
  const given = [...queryOf(request)].filter(([name, value]) => name !== 'name' || value.trim() !== '');
  const parameters = collect(given, ['organization', 'name']);
  const name = single(parameters, 'name') ?? '';
  if (name.length > LONGEST_NAME) throw invalid('name', `is longer than ${LONGEST_NAME} characters`);
  return { organization: single(parameters, 'organization'), name };
}

/** Where none is named: the only one, or `default`. */
export function usualName(organizations: HttpDependencies['organizations']): string {
  const [only = ''] = organizations.keys();
  return organizations.size === 1 ? only : 'default';
}
