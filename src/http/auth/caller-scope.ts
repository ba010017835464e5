// What questions may reach: a caller's queues and organization, and the organization that an operator names.
import { ServiceError } from '../../domain/errors.js';
import { mayAsk, type Caller } from '../../domain/caller.rules.js';
import type { HttpDependencies, Organization } from '../dependencies.js';

/** @throws ServiceError `queue_not_allowed` that names the queues outside the caller's allow-list */
export function requireQueues(caller: Caller, queueIds: readonly string[]): void {
  const refused = queueIds.filter((id) => !mayAsk(caller, id));
  if (refused.length === 0) return;
  throw new ServiceError('queue_not_allowed', {
    detail: `Not on the allow-list of this caller: ${refused.join(', ')}.`,
  });
}

/** The organization that a caller's questions go to; settings have checked that there is one. */
export function organizationOf(dependencies: HttpDependencies, caller: Caller): Organization {
  const organization = dependencies.organizations.get(caller.organization);
  if (!organization)
    throw new Error(`caller ${caller.name} belongs to an organization that was not composed`);
  return organization;
}

/** @throws ServiceError `organization_not_found` that names those there are */
export function organizationNamed(
  organizations: HttpDependencies['organizations'],
  name: string,
): Organization {
  const found = organizations.get(name);
  if (found) return found;
  throw new ServiceError('organization_not_found', {
    detail: `Organizations here: ${[...organizations.keys()].join(', ')}.`,
    hint: 'Use one of these names as the parameter organization.',
  });
}
