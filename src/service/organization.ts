// One organization, wired: its OAuth clients ← fetch ← cache, and the refresher beside it.
import { engine, type Engine } from './organization-cache.js';
import { Budget, type BudgetOptions } from '../genesys/budget.js';
import {
  genesysClient,
  type ClientDependencies,
  type GenesysClient,
  type SendingClient,
  type UpstreamObserver,
} from '../genesys/client.js';
import { QueueObservations } from '../genesys/activity/queue-observations.js';
import { SharedWaiting } from '../genesys/activity/shared-waiting.js';
import { genesysMembers } from '../genesys/members/members.js';
import { sparingMembers } from '../genesys/members/sparing-members.js';
import { RememberedNames } from '../genesys/queues/queue-names.js';
import { sparingQueues } from '../genesys/queues/queue-searches.js';
import { genesysQueues } from '../genesys/queues/queues.js';
import { PooledBudget, pooledClient } from '../genesys/client-pool.js';
import { poolTransport, type Transport } from '../genesys/transport.js';
import type { Organization } from '../http/dependencies.js';
import { outboundRoutes, type OutboundRoute } from '../network/outbound-route.js';
import { OrganizationActivity } from './activity.js';
import { activityReport } from './activity-report.js';
import { organizationPush } from './notifications.js';
import { gateObserver, renewalReport, upstreamReport, fetchReport, type Reporters } from './reports.js';
import { budgetReport } from '../genesys/budget-report.rules.js';
import type { BodyBudget } from '../genesys/body-budget.js';
import type { Clock } from '../runtime/clock.js';
import type { Memory } from '../runtime/memory.js';
import { USER_AGENT } from '../runtime/version.js';
import { watchSecret } from '../settings/secret-file.js';
import type { ClientSettings, OrganizationSettings, Settings } from '../settings/types.js';
import type { SharedScope, Sharing } from './replicas.js';
import { looksAlone, type LookDependencies, type LookSharing } from '../replicas/look-sharing.js';
import { PERSON_VIEW } from '../cache/people.js';
import type { CacheDependencies } from '../cache/dependencies.js';
import { clientCredentials } from '../oauth/client-credentials.js';
import { Renewal, type RenewalObserver } from '../oauth/renewal.js';

/** What all organizations of a process have in common. */
type Shared = Pick<CacheDependencies, 'fetches' | 'clock'> &
  Reporters & { readonly sharing: Sharing; readonly kept: Memory; readonly bodies: BodyBudget };

/** The part of a request's time that an outbound proxy has to answer: what then fails is told by its name. */
const PROXY_SHARE = 0.8;

/** @param shared what all organizations of the process have in common */
export function pipeline(organization: OrganizationSettings, settings: Settings, shared: Shared) {
  const { genesys, outbound } = settings;
  const { name, apiUrl, loginUrl } = organization;
  const { clock, bodies } = shared;
  const wayTo = waysTo(genesys, outbound);
  const transport = poolTransport({ apiUrl, ...genesys, bodies, way: wayTo(apiUrl) }, clock);
  const login = { ...organization, way: wayTo(loginUrl) };
  const oauthClients = oauthClientsOf(login, genesys, transport, shared);
  const budget = new PooledBudget(oauthClients);
  const upstream = pooledClient(oauthClients);
  const source = genesysMembers(upstream, clock, genesys, fetchReport(name, shared));

  const scope = { apiUrl, organization: name, clientId: clientIdOf(organization) };
  const push = organizationPush(
    {
      ...shared,
      ...{ scope, way: wayTo, ...notificationClientOf(oauthClients) },
      wanted: () => core.wanted(),
      wakeNow: (queueIds) => core.wakeNow(queueIds),
    },
    settings,
  );
  const [observer, share] = [activityReport(name, shared), lookSharing(scope, settings, shared.sharing)];
  const looks = { ...{ clock, client: upstream, budget, observer, share }, cache: () => core.lookedCache };
  const activity = new OrganizationActivity(looks, settings);
  const parts = { ...shared, ...{ source, scope, budget }, changeFeed: push.changeFeed };
  const core: Engine = engine({ ...parts, looks: activity }, settings);

  const calls = waitingCalls(upstream, { gate: budget, shares: core.shares, clock }, settings);
  const { directory, names } = lookups(upstream, budget, genesys.loadTimeout, clock);
  const promised = { ...settings.availability, push: settings.push.enabled };
  const described: Organization = {
    name,
    snapshots: core.snapshots,
    waiting: calls.waiting,
    tokens: () => oauthClients.map(({ tokens }) => tokens.health()),
    budget: () => budgetReport(budget.window(), core.demand(), promised, budget.gates()),
    callerShares: core.callerShares,
    push: push.health,
    activity: activity.health,
    ...{ directory, names },
    members: sparingMembers(source, budget, PERSON_VIEW),
  };
  return {
    described,
    start: (afterMs: number) => {
      oauthClients.forEach(({ tokens }) => tokens.start(afterMs));
      push.start();
      activity.start();
    },
    checkCredentials: () => Promise.all(oauthClients.map(({ secrets }) => secrets.check())),
    useCredentials: (clients: readonly ClientSettings[]) => replaceCredentials(oauthClients, clients),
    stop: async () => {
      names.stop();
      calls.stop();
      core.stop();
      await Promise.all([activity.stop(), push.stop()]);
      oauthClients.forEach((one) => one.stop());
      await transport.close();
    },
  };
}

/** Each OAuth client is given its new id and secret; they stand in the same order. */
function replaceCredentials(
  oauthClients: ReturnType<typeof oauthClientsOf>,
  clients: readonly ClientSettings[],
): void {
  clients.forEach(({ clientId, clientSecret }, index) =>
    oauthClients[index]?.secrets.replace([clientId, clientSecret]),
  );
}

/** A OAuth client for each OAuth client; of several, each is told of by its number. */
function oauthClientsOf(
  login: OrganizationSettings & { readonly way: OutboundRoute },
  genesys: Settings['genesys'],
  transport: Transport,
  shared: Shared,
) {
  const { name, clients } = login;
  const failFastOnRateLimit = clients.length > 1;
  const parts = { clock: shared.clock, upstream: upstreamReport(name, shared), failFastOnRateLimit };
  const turn = {};
  return clients.map((client, index) => {
    const number = failFastOnRateLimit ? index + 1 : undefined;
    const renewal = renewalReport(name, number, shared);
    const limit = { turn, observer: gateObserver(name, number, shared) };
    return oauthClient(client, login, genesys, transport, { ...parts, renewal, limit });
  });
}

/** The OAuth client that listens for all of an organization: a notification channel belongs to one of them. */
function notificationClientOf([first]: ReadonlyArray<{
  readonly client: SendingClient;
  readonly budget: Budget;
}>) {
  if (!first) throw new Error('An organization has an OAuth client.');
  return { client: first.client, budget: first.budget };
}

/** The same one says who shares with whom. What it is at the start holds until the end, whatever is rotated. */
const clientIdOf = ({ clients }: OrganizationSettings) => clients[0]?.clientId.value ?? '';

/** What a OAuth client is given, and whom it tells. */
interface OAuthClientDependencies extends Pick<ClientDependencies, 'clock' | 'failFastOnRateLimit'> {
  readonly renewal: RenewalObserver;
  readonly upstream: UpstreamObserver;
  readonly limit?: BudgetOptions;
}

/** How login and API are reached; a proxy has its share of the time that a request has. */
export function waysTo(
  { upstreamTimeout, loginTimeout }: Settings['genesys'],
  outbound: Settings['outbound'],
) {
  return outboundRoutes(outbound, PROXY_SHARE * Math.min(upstreamTimeout, loginTimeout));
}

/** Where looks are off here, others look for themselves. */
function lookSharing(scope: SharedScope, { activity }: Settings, sharing: Sharing) {
  return (ours: LookDependencies): LookSharing =>
    activity.mode === 'off' ? looksAlone : sharing.looks(scope, ours);
}

/** Calls that wait in queues, asked for together. */
function waitingCalls(
  client: Pick<SendingClient, 'request'>,
  parts: Omit<ConstructorParameters<typeof SharedWaiting>[0], 'observations' | 'freshFor'>,
  { genesys, availability: { freshFor } }: Settings,
) {
  const observations = new QueueObservations({
    ...{ client, clock: parts.clock },
    timeout: genesys.upstreamTimeout,
  });
  const shared = new SharedWaiting({ ...parts, observations, freshFor });
  const waiting: Organization['waiting'] = (...asked) => shared.waiting(...asked);
  return { waiting, stop: () => shared.stop() };
}

/** Queues by name, as far as the rate limit allows. */
function lookups(upstream: GenesysClient, budget: PooledBudget, loadTimeout: number, clock: Clock) {
  const queues = genesysQueues(upstream, clock, loadTimeout);
  const names = new RememberedNames(queues, budget, clock);
  return { names, directory: sparingQueues(queues, budget, clock, (found) => names.learn(found)) };
}

/** One OAuth client: login ← renewal ← Genesys client, with a budget of its own. Nothing happens before it is asked. */
export function oauthClient(
  { clientId, clientSecret }: ClientSettings,
  login: OrganizationSettings & { readonly way: OutboundRoute },
  { loginTimeout }: Settings['genesys'],
  transport: Transport,
  { clock, renewal, upstream, limit, failFastOnRateLimit = false }: OAuthClientDependencies,
) {
  const secrets = watchSecret([clientId, clientSecret], clock, () => tokens.credentialsChanged());
  const credentials = () => {
    const [id = '', secret = ''] = secrets.current();
    return { id, secret };
  };
  const source = clientCredentials(
    { ...login, credentials, timeout: loginTimeout, userAgent: USER_AGENT },
    clock,
  );
  const tokens = new Renewal(source, clock, renewal);
  const budget = new Budget(clock, limit);
  const client = genesysClient({
    transport,
    tokens,
    budget,
    clock,
    observer: upstream,
    userAgent: USER_AGENT,
    failFastOnRateLimit,
  });
  const stop = () => {
    secrets.stop();
    tokens.stop();
  };
  return { client, budget, tokens, secrets, usable: () => tokens.health().status !== 'failing', stop };
}
