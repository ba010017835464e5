// The wiring, on one page: what wraps what, and who hears of it. Reading this tells what the program is.
import { Budget } from './genesys/budget.js';
import { genesysClient } from './genesys/client.js';
import { genesysMembers } from './genesys/members.js';
import { JointBudget, spread } from './genesys/spread.js';
import { poolTransport, type Transport } from './genesys/transport.js';
import { accessOf, CurrentAccess } from './http/access.js';
import { adminApp, publicApp, type App } from './http/app.js';
import type { Organization } from './http/parts.js';
import { Readiness } from './http/readiness.js';
import type { Snapshot } from './model.js';
import {
  cacheReport,
  memoryReadings,
  renewalReport,
  settingsReport,
  tokenReadings,
  upstreamReport,
  walkReport,
  type Reporters,
} from './reports.js';
import { budgetReport } from './rules/budget-report.js';
import { usefulFor } from './rules/freshness.js';
import type { Clock } from './runtime/clock.js';
import type { Logger } from './runtime/logger.js';
import { createMetrics } from './runtime/metrics.js';
import { USER_AGENT } from './runtime/version.js';
import type { OpenSettings } from './settings/load.js';
import { watchSecret } from './settings/secret-file.js';
import type { ClientSettings, GenesysSettings, OrganizationSettings, Settings } from './settings/types.js';
import { SettingsWatch } from './settings/watch.js';
import { Cache } from './snapshots/cache.js';
import { Loads } from './snapshots/loads.js';
import type { CacheParts } from './snapshots/parts.js';
import { LiveQueries } from './snapshots/queries.js';
import { Refresher } from './snapshots/refresher.js';
import { weight } from './snapshots/renderings.js';
import { turnstile } from './snapshots/turnstile.js';
import { notSharing, shareThroughRedis, type Sharing } from './sharing.js';
import { memoryStore } from './store/memory.js';
import { clientCredentials } from './tokens/client-credentials.js';
import { Renewal } from './tokens/renewal.js';

/** A composed service: it answers once its apps are listened to, and knows tokens once it is started. */
export interface Service {
  readonly publicApp: App;
  readonly adminApp: App;
  readonly readiness: Readiness;
  /** Begins the first logins; they go on behind. */
  start(): void;
  /** Calls `listener`, which must not throw, with the settings in force each time after they were read again. */
  onReload(listener: (inForce: Settings) => void): void;
  /** Reads settings and secret files now, whether they seem to have changed or not. */
  reload(): Promise<void>;
  /** Ends renewals, refreshes, connections and timers. */
  stop(): Promise<void>;
}

/** Milliseconds over which the first logins of replicas are spread. */
const FIRST_LOGIN_WITHIN_MS = 1_000;

/** @param logger where every line goes; @param clock the only time there is */
export function compose(opened: OpenSettings, logger: Logger, clock: Clock): Service {
  const { settings } = opened;
  const { availability } = settings;
  const metrics = createMetrics();
  const readiness = new Readiness();
  const bounds = { maxEntries: availability.maxSnapshots, maxBytes: availability.maxSnapshotBytes };
  const near = memoryStore<Snapshot>({ ...bounds, weigh: weight, momentOf: ({ takenAt }) => takenAt });
  const walks = turnstile(availability.maxWalks);
  const reporters = { logger, metrics, readiness };
  const sharing = settings.redis
    ? shareThroughRedis(settings.redis, near, clock, reporters)
    : notSharing(near);
  sharing.apply(settings);
  const shared = { ...reporters, sharing, walks, clock };
  const pipelines = settings.organizations.map((organization) => pipeline(organization, settings, shared));
  const organizations = new Map(pipelines.map(({ described }) => [described.name, described]));
  const memory = memoryReadings(near, walks, organizations);
  metrics.watchTokens(tokenReadings(organizations, clock));
  metrics.watchMemory(memory);
  metrics.watchSharing(() => sharing.health().status === 'degraded');
  metrics.watchBudgets(() =>
    pipelines.map(({ described: { name, budget } }) => ({ organization: name, ...budget() })),
  );
  const access = new CurrentAccess(accessOf(settings));
  const watch = new SettingsWatch(opened, clock, settingsReport(shared));
  watch.onApply((inForce) => {
    access.replace(accessOf(inForce));
    sharing.apply(inForce);
    inForce.organizations.forEach(({ clients }, index) => pipelines[index]?.useCredentials(clients));
  });
  const settingsHealth = () => watch.health();
  const sharingHealth = () => sharing.health();
  const parts = { ...shared, settings, organizations, access, settingsHealth, sharingHealth, memory };
  return {
    publicApp: publicApp(parts),
    adminApp: adminApp(parts),
    readiness,
    start() {
      sharing.start();
      // Replicas that start together don't log in together.
      const spread = settings.redis ? FIRST_LOGIN_WITHIN_MS : 0;
      pipelines.forEach(({ start }) => start(Math.random() * spread));
      watch.start();
    },
    onReload: (listener) => watch.onApply(listener),
    async reload() {
      watch.reload();
      await Promise.all(pipelines.map(({ checkCredentials }) => checkCredentials()));
    },
    async stop() {
      watch.stop();
      await Promise.all(pipelines.map(({ stop }) => stop()));
      sharing.stop();
      await near.close();
    },
  };
}

type Shared = Pick<CacheParts, 'walks' | 'clock'> & Reporters & { readonly sharing: Sharing };

/** One organization: its OAuth clients ← page walk ← cache, and the refresher beside it. */
function pipeline(organization: OrganizationSettings, { genesys, availability }: Settings, shared: Shared) {
  const { name, apiUrl, clients } = organization;
  const { clock } = shared;
  const transport = poolTransport({ apiUrl, ...genesys }, clock);
  const spokesmen = clients.map((client) => spokesman(client, organization, genesys, transport, shared));
  const budget = new JointBudget(spokesmen);
  const upstream = spread(spokesmen);
  const source = genesysMembers(upstream, clock, genesys, walkReport(name, shared));

  const queries = new LiveQueries(availability.maxQueries);
  const scope = { apiUrl, organization: name };
  const keepFor = usefulFor(availability);
  const parts: CacheParts = {
    ...shared,
    ...shared.sharing.of(scope, keepFor, (keys, snapshot) => loads.heard(keys, snapshot)),
    source,
    queries,
    scope,
    settings: availability,
    gate: budget,
    random: Math.random,
  };
  const loads: Loads = new Loads(parts);
  const refresher = new Refresher(queries, loads, budget, availability, clock);

  const described: Organization = {
    name,
    snapshots: new Cache(
      parts,
      loads,
      cacheReport(() => refresher.wake(), shared),
    ),
    tokens: () => spokesmen.map(({ tokens }) => tokens.health()),
    budget: () => budgetReport(budget.window(), refresher.demand(), availability.freshFor),
  };
  const stop = () => {
    refresher.stop();
    spokesmen.forEach((one) => one.stop());
    return transport.close();
  };
  return {
    described,
    start: (afterMs: number) => spokesmen.forEach(({ tokens }) => tokens.start(afterMs)),
    checkCredentials: () => Promise.all(spokesmen.map(({ secrets }) => secrets.check())),
    useCredentials: (clients: readonly ClientSettings[]) =>
      clients.forEach(({ clientId, clientSecret }, index) =>
        spokesmen[index]?.secrets.replace([clientId, clientSecret]),
      ),
    stop,
  };
}

/** One OAuth client: login ← renewal ← Genesys client, with a budget of its own. */
function spokesman(
  { clientId, clientSecret }: ClientSettings,
  { name, clients, ...login }: OrganizationSettings,
  { loginTimeout }: GenesysSettings,
  transport: Transport,
  shared: Shared,
) {
  const { clock } = shared;
  const secrets = watchSecret([clientId, clientSecret], clock, () => tokens.credentialsChanged());
  const credentials = () => {
    const [id = '', secret = ''] = secrets.current();
    return { id, secret };
  };
  const source = clientCredentials(
    { ...login, credentials, timeout: loginTimeout, userAgent: USER_AGENT },
    clock,
  );
  const tokens = new Renewal(source, clock, renewalReport(name, shared));
  const budget = new Budget(clock);
  const observer = upstreamReport(name, shared);
  const peers = { hasPeers: clients.length > 1 };
  const client = genesysClient({
    transport,
    tokens,
    budget,
    clock,
    observer,
    userAgent: USER_AGENT,
    ...peers,
  });
  const stop = () => {
    secrets.stop();
    tokens.stop();
  };
  return { client, budget, tokens, secrets, usable: () => tokens.health().status !== 'failing', stop };
}
