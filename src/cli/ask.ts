// What queues and check have in common: the settings, one organization, and how a failure is told.
import type { ServiceError } from '../domain/errors.js';
import type { Clock } from '../runtime/clock.js';
import type { Environment } from '../settings/environment.js';
import { SettingsError, inspectSettings } from '../settings/load.js';
import type { OrganizationSettings, Settings } from '../settings/types.js';
import { openUpstream, type Upstream } from './upstream.js';
import { namesOf, unknownOrganization, UsageError } from './usage.js';

type Basics = Pick<Settings, 'genesys' | 'availability'>;

/**
 * Calls `ask` with the organization called `name`, or with the only one (or `default`) where none is named.
 * @throws SettingsError when no organization can be read; UsageError when it isn't clear which is meant
 */
export async function withOrganization<T>(
  environment: Environment,
  clock: Clock,
  name: string | undefined,
  ask: (upstream: Upstream, basics: Basics) => Promise<T>,
): Promise<T> {
  const { organizations, basics } = readable(environment);
  const upstream = openUpstream(choose(organizations, name), basics, clock);
  try {
    return await ask(upstream, basics);
  } finally {
    await upstream.close();
  }
}

/**
 * Calls `ask` with one organization after the other: with the one called `name`, or with all where none is named.
 * @throws SettingsError when no organization can be read; UsageError when there is none of this name; what `ask` throws
 */
export async function withOrganizations(
  environment: Environment,
  clock: Clock,
  name: string | undefined,
  ask: (upstream: Upstream, organization: string, isOne: boolean) => Promise<void>,
): Promise<void> {
  const { organizations, basics } = readable(environment);
  const wanted = name === undefined ? organizations : [choose(organizations, name)];
  for (const organization of wanted) {
    const upstream = openUpstream(organization, basics, clock);
    await ask(upstream, organization.name, wanted.length === 1).finally(() => upstream.close());
  }
}

function readable(environment: Environment) {
  const { faults, organizations, basics } = inspectSettings(environment);
  if (!basics || organizations.length === 0) throw new SettingsError(faults);
  return { organizations, basics };
}

function choose(
  organizations: readonly OrganizationSettings[],
  name: string | undefined,
): OrganizationSettings {
  const [only] = organizations;
  const usual = organizations.length === 1 ? only?.name : 'default';
  const found = organizations.find((organization) => organization.name === (name ?? usual));
  if (found) return found;
  if (name !== undefined) throw unknownOrganization(name, organizations);
  throw new UsageError(
    `There are several organizations: name one with --organization, of ${namesOf(organizations)}.`,
  );
}

/** A failure on a few lines: what, in this case, and what to do. */
export function failureText(error: ServiceError): string {
  return `${failureLine(error)}\n  → ${error.hint}\n`;
}

/** What went wrong on one line. */
export function failureLine({ title, facts }: ServiceError): string {
  return facts.detail === undefined ? `${title}.` : `${title}. ${facts.detail}`;
}
