// The wiring, on one page: what wraps what, and who hears of it. Reading this tells what the program is.
import type { RequestListener } from 'node:http';
import { genesysClient } from './genesys/client.js';
import { genesysMembers } from './genesys/members.js';
import { poolTransport } from './genesys/transport.js';
import { adminApp, publicApp } from './http/app.js';
import type { Organization } from './http/parts.js';
import { Readiness } from './http/readiness.js';
import type { Snapshot } from './model.js';
import { upstreamReport, renewalReport, walkReport, type Reporters } from './reports.js';
import type { Clock } from './runtime/clock.js';
import type { Logger } from './runtime/logger.js';
import { createMetrics } from './runtime/metrics.js';
import { USER_AGENT } from './runtime/version.js';
import type { Caller } from './rules/caller.js';
import { watchSecret } from './settings/secret-file.js';
import type { OrganizationSettings, Settings } from './settings/types.js';
import { cached } from './snapshots/cache.js';
import { memoryStore } from './store/memory.js';
import type { Store } from './store/store.js';
import { clientCredentials } from './tokens/client-credentials.js';
import { Renewal } from './tokens/renewal.js';

/** Snapshots held at most; each is found under its own key and under that of its filters. */
const MAX_STORED = 20_000;

/** A composed service: it answers once its apps are listened to, and knows tokens once it is started. */
export interface Service {
  readonly publicApp: RequestListener;
  readonly adminApp: RequestListener;
  readonly readiness: Readiness;
  /** Begins the first logins; they go on behind. */
  start(): void;
  /** Ends renewals, connections and timers. */
  stop(): Promise<void>;
}

/** @param logger where every line goes; @param clock the only time there is */
export function compose(settings: Settings, logger: Logger, clock: Clock): Service {
  const metrics = createMetrics();
  const readiness = new Readiness();
  const store = memoryStore<Snapshot>(MAX_STORED);
  const pipelines = settings.organizations.map((organization) =>
    pipeline(organization, settings, store, clock, { logger, metrics, readiness }),
  );
  const organizations = new Map(pipelines.map(({ organization }) => [organization.name, organization]));
  metrics.watchTokens(() =>
    [...organizations.values()].map(({ name, tokenHealth }) => {
      const { expiresAt, generation } = tokenHealth();
      const expiresInSeconds = expiresAt === undefined ? 0 : Math.max(0, (expiresAt - clock.now()) / 1000);
      return { organization: name, expiresInSeconds, generation };
    }),
  );
  const anonymous = settings.auth === 'none' ? { anonymous: anonymousCaller(settings) } : {};
  const parts = {
    settings,
    organizations,
    callers: settings.callers,
    ...anonymous,
    readiness,
    clock,
    logger,
    metrics,
  };
  return {
    publicApp: publicApp(parts),
    adminApp: adminApp(parts),
    readiness,
    start: () => pipelines.forEach(({ start }) => start()),
    async stop() {
      await Promise.all(pipelines.map(({ stop }) => stop()));
      await store.close();
    },
  };
}

/** One organization: login ← renewal ← Genesys client ← page walk ← cache. */
function pipeline(
  organization: OrganizationSettings,
  { genesys, availability }: Settings,
  store: Store<Snapshot>,
  clock: Clock,
  reporters: Reporters,
) {
  const { name, apiUrl, loginUrl, credentialsIn, credentialsEncoding, clientId, clientSecret } = organization;
  const secrets = watchSecret([clientId, clientSecret], clock, () => tokens.credentialsChanged());
  const credentials = () => {
    const [id = '', secret = ''] = secrets.current();
    return { id, secret };
  };
  const login = { loginUrl, credentials, credentialsIn, credentialsEncoding, timeout: genesys.loginTimeout };
  const tokens = new Renewal(
    clientCredentials({ ...login, userAgent: USER_AGENT }, clock),
    clock,
    renewalReport(name, reporters),
  );
  const transport = poolTransport({ apiUrl, ...genesys }, clock);
  const observer = upstreamReport(name, reporters);
  const client = genesysClient({ transport, tokens, clock, observer, userAgent: USER_AGENT });
  const members = genesysMembers(client, clock, genesys, walkReport(name, reporters));
  const snapshots = cached(members, store, { apiUrl, organization: name }, availability, clock);
  const described: Organization = { name, snapshots, tokenHealth: () => tokens.health() };
  return {
    organization: described,
    start: () => tokens.start(),
    stop: () => {
      secrets.stop();
      tokens.stop();
      return transport.close();
    },
  };
}

function anonymousCaller({ organizations }: Settings): Caller {
  const organization = organizations.find(({ name }) => name === 'default') ?? organizations[0];
  return {
    name: 'anonymous',
    digests: [],
    organization: organization?.name ?? 'default',
    fields: 'all',
    ignoreParameters: [],
    keyInUrl: false,
  };
}
