// The doctor's look at one organization: its hosts, its login, its queues, push and its rate limit.
import { diagnoseLimit } from './limit-diagnosis.rules.js';
import type { OutboundRoute } from '../../network/outbound-route.js';
import { waysTo } from '../../service/organization.js';
import type { OrganizationSettings, Settings } from '../../settings/types.js';
import { openUpstream, type OAuthClient, type Upstream } from '../upstream.js';
import type { Examination, DoctorTools } from './examination.js';
import { checkClock, checkHost } from './hosts.js';
import { checkLifetime, checkLogin, checkRegions } from './login.js';
import { checkLooks } from './looks.js';
import { skipped, type Notes } from './notes.js';
import { checkPush } from './push.js';
import { checkNoQueue, checkQueue } from './queue.js';
import type { RunningService } from './running-service.js';

/** What all organizations have in common. */
type Basics = Pick<Settings, 'genesys' | 'outbound' | 'push' | 'activity'> & {
  readonly service: RunningService;
};

/** Looks at the hosts of `organization`, logs in and asks for queues. Login and API are asked whatever the hosts look like. */
export async function examineOrganization(
  organization: OrganizationSettings,
  basics: Basics,
  examination: Examination,
  tools: DoctorTools,
  notes: Notes,
): Promise<void> {
  const { loginUrl, apiUrl, name } = organization;
  const { host: apiHost } = new URL(apiUrl);
  const { clock, progress } = tools;
  const wayTo = waysTo(basics.genesys, basics.outbound);
  const parts = { clock, progress, notes, wayTo };
  const reached: string[] = [];
  if (await checkHost('login', loginUrl, parts)) reached.push(loginUrl);
  if (await checkHost('API', apiUrl, parts)) reached.push(apiUrl);
  await checkClock(reached, parts);
  const upstream = openUpstream(organization, basics, clock);
  try {
    const able = await logIn({ organization, upstream, notes, wayTo }, examination, tools);
    const demand = basics.service.budget(name, apiHost);
    const looks = { settings: basics, service: demand };
    const queueIds = await examineQueues({ able, looks }, examination, tools, notes);
    const [first] = upstream.clients;
    await checkPush({
      ...parts,
      ...{ organization, settings: basics, queueIds },
      client: first && able.includes(first) ? first : undefined,
      serviceListens: basics.service.listens(name, apiHost),
    });
    able.forEach((client) => notes.add('rate-limit', 'Rate limit', diagnoseLimit(client.limit(), demand)));
    if (able.length === 0) notes.add('rate-limit', 'Rate limit', skipped(NO_TOKEN));
  } finally {
    await upstream.close();
  }
}

const NO_TOKEN = 'There is no token.';

interface DiagnosisTarget {
  readonly organization: OrganizationSettings;
  readonly upstream: Upstream;
  readonly notes: Notes;
  readonly wayTo: (url: string) => OutboundRoute;
}

/** @returns the OAuth clients that can log in */
async function logIn(
  { organization, upstream, notes, wayTo }: DiagnosisTarget,
  { tryRegions }: Examination,
  { clock, progress, regions }: DoctorTools,
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
    notes.add('token-lifetime', `Token lifetime${which}`, skipped(NO_TOKEN));
    const credentials = organization.clients[index];
    if (!tryRegions || error?.code !== 'login_invalid_client' || !credentials) continue;
    progress('trying the login of the other regions');
    notes.add(
      'regions',
      `Other regions${which}`,
      await checkRegions(credentials, organization, { clock, wayTo }, regions),
    );
  }
  return able;
}

/** Who asks, and what looks at the queues depend on. */
interface Asked {
  readonly able: readonly OAuthClient[];
  readonly looks: Pick<Parameters<typeof checkLooks>[1], 'settings' | 'service'>;
}

/**
 * Asks the first of those who can log in.
 * @returns ids of the queues that can be read
 */
async function examineQueues(
  { able: [client], looks }: Asked,
  { queues, filters }: Examination,
  { progress, clock }: DoctorTools,
  notes: Notes,
): Promise<string[]> {
  if (!client) {
    notes.add('permission', 'Permission to read queues', skipped(NO_TOKEN));
    notes.add('queue', 'Queue', skipped(NO_TOKEN));
    return [];
  }
  if (queues.length === 0) {
    progress('listing queues');
    await checkNoQueue(client, notes);
  }
  const read = new Set<string>();
  for (const queue of queues) {
    progress(`counting the members of ${queue}`);
    const id = await checkQueue(queue, filters, client, notes.of({ queue }));
    await checkLooks(id, { client, ...looks, clock }, notes.of({ queue }));
    if (id !== undefined) read.add(id);
  }
  return [...read];
}
