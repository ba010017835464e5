// One organization as commands ask it: the service's own login, client and budget, without cache and renewal.
import { readRateLimit, statusFailure } from '../genesys/answers.js';
import type { SendingClient } from '../genesys/client.js';
import { genesysMembers } from '../genesys/members/members.js';
import { genesysQueues, type QueueDirectory } from '../genesys/queues/queues.js';
import { pooledClient, type PooledClient } from '../genesys/client-pool.js';
import { poolTransport } from '../genesys/transport.js';
import type { SnapshotSource, TokenSource } from '../domain/model.js';
import { oauthClient, waysTo } from '../service/organization.js';
import type { LimitSeen } from './doctor/limit-diagnosis.rules.js';
import type { Clock } from '../runtime/clock.js';
import type { OrganizationSettings, Settings } from '../settings/types.js';

/** What can be asked, with one OAuth client or with all of them. */
export interface Questions {
  readonly client: Pick<SendingClient, 'get' | 'request'>;
  readonly members: SnapshotSource;
  readonly queues: QueueDirectory;
}

/** One OAuth client of an organization. */
export interface OAuthClient extends Questions {
  readonly client: SendingClient;
  readonly tokens: TokenSource;
  /** What Genesys has said of its rate limit so far. */
  limit(): LimitSeen;
}

export interface Upstream extends Questions {
  readonly clients: readonly OAuthClient[];
  close(): Promise<void>;
}

const SILENT = () => undefined;
const QUIET_RENEWAL = {
  renewed: SILENT,
  failed: SILENT,
  rejected: SILENT,
  credentialsChanged: SILENT,
  credentialsProven: SILENT,
};
const QUIET_REQUESTS = { requested: SILENT, rateLimit: SILENT };
const SILENT_FETCHES = { fetched: SILENT, failed: SILENT, totalDiffers: SILENT };

/** Opens the way to `organization`; nothing is sent before it is asked. */
export function openUpstream(
  organization: OrganizationSettings,
  { genesys, outbound }: Pick<Settings, 'genesys' | 'outbound'>,
  clock: Clock,
): Upstream {
  const { apiUrl } = organization;
  const wayTo = waysTo(genesys, outbound);
  const transport = poolTransport({ apiUrl, ...genesys, way: wayTo(apiUrl) }, clock);
  const login = { ...organization, way: wayTo(organization.loginUrl) };
  const questions = (client: Questions['client']): Questions => ({
    client,
    members: genesysMembers(client, clock, genesys, SILENT_FETCHES),
    queues: genesysQueues(client, clock, genesys.loadTimeout),
  });
  const opened = organization.clients.map((credentials) => {
    let seen: LimitSeen = { refused: false };
    // The transport is the same for all; what one client is told of its limit is its own.
    const listening = {
      ...transport,
      async send(...request: Parameters<typeof transport.send>) {
        const answer = await transport.send(...request);
        seen = { ...seen, ...readRateLimit(answer) };
        // Analytics may have a limit of its own.
        if (answer.status !== 429 || request[0].path.startsWith('/api/v2/analytics/')) return answer;
        const { retryAfterSeconds } = statusFailure(answer, clock.wall());
        seen = { ...seen, refused: true, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
        return answer;
      },
    };
    // With peers a limit that is reached is told at once instead of waited for.
    const reports = { clock, renewal: QUIET_RENEWAL, upstream: QUIET_REQUESTS, failFastOnRateLimit: true };
    const one = oauthClient(credentials, login, genesys, listening, reports);
    // Nothing is renewed or read again behind a command's back; a token is still had by asking.
    one.stop();
    return {
      one,
      asked: { ...questions(one.client), client: one.client, tokens: one.tokens, limit: () => seen },
    };
  });
  const all: PooledClient[] = opened.map(({ one }) => one);
  return {
    ...questions(pooledClient(all)),
    clients: opened.map(({ asked }) => asked),
    close: () => transport.close(),
  };
}
