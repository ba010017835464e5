// All checks of the doctor, in order; what builds on a failed one is skipped.
import type { MemberFilters } from '../../model.js';
import { diagnoseLimit } from '../../rules/limit-diagnosis.js';
import type { Region } from '../../rules/regions.js';
import type { Clock } from '../../runtime/clock.js';
import type { Environment } from '../../settings/environment.js';
import { inspectSettings, type Inspection } from '../../settings/load.js';
import type { Settings, OrganizationSettings } from '../../settings/types.js';
import { openUpstream, type OAuthClient, type Upstream } from '../upstream.js';
import { UsageError } from '../usage.js';
import { notesFor, skipped, type Check, type Notes } from './notes.js';
import { checkClock, checkHost } from './hosts.js';
import { checkLifetime, checkLogin, checkRegions } from './login.js';
import { checkNoQueue, checkQueue } from './queue.js';
import { checkRedis } from './redis.js';
import { checkSettings } from './settings.js';

/** What the doctor is asked. */
export interface Examination {
  readonly environment: Environment;
  /** Absent: every organization. */
  readonly organization?: string | undefined;
  /** Ids or names. */
  readonly queues: readonly string[];
  readonly filters: MemberFilters;
  readonly tryRegions: boolean;
}

/** What the doctor works with. */
export interface Instruments {
  readonly clock: Clock;
  /** Hears of each check as soon as it is made. */
  readonly emit: (check: Check) => void;
  readonly progress: (step: string) => void;
  /** Instead of all regions of Genesys Cloud. */
  readonly regions?: readonly Region[];
}

/**
 * Makes all checks. Never throws for what it finds.
 * @returns whether the settings have an organization that could be looked at
 * @throws UsageError for an organization that nobody defined
 */
export async function examine(examination: Examination, instruments: Instruments): Promise<boolean> {
  const { environment, organization } = examination;
  const notes = notesFor(instruments.emit);
  const inspection = inspectSettings(environment);
  const { organizations, basics } = inspection;
  notes.add('settings', 'Settings', checkSettings(inspection));
  const wanted = organizations.filter(({ name }) => organization === undefined || name === organization);
  if (organization !== undefined && wanted.length === 0 && organizations.length > 0) {
    const names = organizations.map(({ name }) => name).join(', ');
    throw new UsageError(
      `There is no usable organization "${organization}" in the settings; there is ${names}.`,
    );
  }
  if (!basics || wanted.length === 0) return false;
  for (const one of wanted) {
    await examineOrganization(one, basics, examination, instruments, notes.of({ organization: one.name }));
  }
  await examineRedis(inspection, instruments, notes);
  return true;
}

async function examineRedis({ redis, faults }: Inspection, { clock, progress }: Instruments, notes: Notes) {
  const faulty = faults.some(({ key }) => key.startsWith('redis'));
  if (redis) {
    progress('asking Redis');
    notes.add('redis', 'Redis', await checkRedis(redis, clock));
  } else {
    const why = faulty ? 'Its settings have faults.' : 'REDIS_URL is not set: each process is on its own.';
    notes.add('redis', 'Redis', skipped(why));
  }
}

async function examineOrganization(
  organization: OrganizationSettings,
  basics: Pick<Settings, 'genesys' | 'outbound'>,
  examination: Examination,
  instruments: Instruments,
  notes: Notes,
): Promise<void> {
  const { loginUrl, apiUrl } = organization;
  const parts = { ...instruments, notes, proxy: proxyOf(examination.environment) };
  const login = await checkHost('login', loginUrl, parts);
  const api = await checkHost('API', apiUrl, parts);
  await checkClock([...(login ? [loginUrl] : []), ...(api ? [apiUrl] : [])], parts);
  const upstream = openUpstream(organization, basics, instruments.clock);
  const patient = { organization, upstream, notes };
  try {
    const able = login ? await logIn(patient, examination, instruments) : [];
    if (!login) notes.add('login', 'Login', skipped('The login host cannot be reached.'));
    const why = !api
      ? 'The API host cannot be reached.'
      : able.length === 0
        ? 'There is no token.'
        : undefined;
    await examineQueues(able, why, examination, instruments, notes);
    const limits = why === undefined ? able : [];
    limits.forEach((client) => notes.add('rate-limit', 'Rate limit', diagnoseLimit(client.limit())));
    if (why !== undefined) notes.add('rate-limit', 'Rate limit', skipped(why));
  } finally {
    await upstream.close();
  }
}

interface Patient {
  readonly organization: OrganizationSettings;
  readonly upstream: Upstream;
  readonly notes: Notes;
}

/** @returns the OAuth clients that can log in */
async function logIn(
  { organization, upstream, notes }: Patient,
  { tryRegions }: Examination,
  { clock, progress, regions }: Instruments,
): Promise<OAuthClient[]> {
  const able: OAuthClient[] = [];
  for (const [index, client] of upstream.clients.entries()) {
    const which = upstream.clients.length > 1 ? ` (OAuth client ${index + 1})` : '';
    progress(`logging in${which}`);
    const { finding, token, error } = await checkLogin(client.tokens, organization, tryRegions);
    notes.add('login', `Login${which}`, finding);
    if (token) {
      notes.add('token-lifetime', `Token lifetime${which}`, checkLifetime(token));
      able.push(client);
      continue;
    }
    notes.add('token-lifetime', `Token lifetime${which}`, skipped('There is no token.'));
    const credentials = organization.clients[index];
    if (!tryRegions || error?.code !== 'login_invalid_client' || !credentials) continue;
    progress('trying the login of the other regions');
    notes.add(
      'regions',
      `Other regions${which}`,
      await checkRegions(credentials, organization, clock, regions),
    );
  }
  return able;
}

/** @param why the reason for which no queue can be looked into */
async function examineQueues(
  able: readonly OAuthClient[],
  why: string | undefined,
  { queues, filters }: Examination,
  { progress }: Instruments,
  notes: Notes,
): Promise<void> {
  const [client] = able;
  if (why !== undefined || !client) {
    notes.add('permission', 'Permission to read queues', skipped(why ?? 'There is no token.'));
    notes.add('queue', 'Queue', skipped(why ?? 'There is no token.'));
    return;
  }
  if (queues.length === 0) {
    progress('listing queues');
    await checkNoQueue(client, notes);
  }
  for (const queue of queues) {
    progress(`counting the members of ${queue}`);
    await checkQueue(queue, filters, client, notes.of({ queue }));
  }
}

/** The proxy that the environment names, without a password that may stand in its address. */
function proxyOf(environment: Environment): string | undefined {
  const text = environment['HTTPS_PROXY'] ?? environment['https_proxy'];
  if (text === undefined || text === '') return undefined;
  return URL.canParse(text) ? new URL(text).host : 'something that is no address';
}
