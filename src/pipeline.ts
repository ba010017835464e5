// One organization, wired: its OAuth clients ← page walk ← cache, and the refresher beside it.
import { Budget } from './genesys/budget.js';
import {
  genesysClient,
  type ClientParts,
  type GenesysClient,
  type UpstreamObserver,
} from './genesys/client.js';
import { genesysMembers } from './genesys/members.js';
import { RememberedNames } from './genesys/queue-names.js';
import { sparingQueues } from './genesys/queue-searches.js';
import { genesysQueues } from './genesys/queues.js';
import { JointBudget, spread } from './genesys/spread.js';
import { poolTransport, type Transport } from './genesys/transport.js';
import type { Organization } from './http/parts.js';
import { waysOut, type Way } from './outbound/way.js';
import { cacheReport, renewalReport, upstreamReport, walkReport, type Reporters } from './reports.js';
import { budgetReport } from './rules/budget-report.js';
import { usefulFor } from './rules/freshness.js';
import type { Clock } from './runtime/clock.js';
import { USER_AGENT } from './runtime/version.js';
import { watchSecret } from './settings/secret-file.js';
import type { ClientSettings, GenesysSettings, OrganizationSettings, Settings } from './settings/types.js';
import type { Sharing } from './sharing.js';
import { Cache } from './snapshots/cache.js';
import { Loads } from './snapshots/loads.js';
import type { CacheParts } from './snapshots/parts.js';
import { LiveQueries } from './snapshots/queries.js';
import { Refresher } from './snapshots/refresher.js';
import { clientCredentials } from './tokens/client-credentials.js';
import { Renewal, type RenewalObserver } from './tokens/renewal.js';

/** What all organizations of a process have in common. */
type Shared = Pick<CacheParts, 'walks' | 'clock'> & Reporters & { readonly sharing: Sharing };

/** The part of a request's time that an outbound proxy has to answer: what then fails is told by its name. */
const PROXY_SHARE = 0.8;

/** @param shared what all organizations of the process have in common */
export function pipeline(
  organization: OrganizationSettings,
  { genesys, availability, outbound }: Settings,
  shared: Shared,
) {
  const { name, apiUrl, clients, loginUrl } = organization;
  const { clock } = shared;
  const wayTo = waysTo(genesys, outbound);
  const transport = poolTransport({ apiUrl, ...genesys, way: wayTo(apiUrl) }, clock);
  const hasPeers = clients.length > 1;
  const reports = { clock, upstream: upstreamReport(name, shared), hasPeers };
  const login = { ...organization, way: wayTo(loginUrl) };
  const spokesmen = clients.map((client, index) => {
    const renewal = renewalReport(name, hasPeers ? index + 1 : undefined, shared);
    return spokesman(client, login, genesys, transport, { ...reports, renewal });
  });
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

  const { directory, names } = lookups(upstream, budget, genesys.loadTimeout, clock);
  const asked = cacheReport(() => refresher.wake(), shared);
  const described: Organization = {
    name,
    snapshots: new Cache(parts, loads, asked),
    tokens: () => spokesmen.map(({ tokens }) => tokens.health()),
    budget: () => budgetReport(budget.window(), refresher.demand(), availability.freshFor),
    directory,
    names,
  };
  return {
    described,
    start: (afterMs: number) => spokesmen.forEach(({ tokens }) => tokens.start(afterMs)),
    checkCredentials: () => Promise.all(spokesmen.map(({ secrets }) => secrets.check())),
    useCredentials: (clients: readonly ClientSettings[]) =>
      clients.forEach(({ clientId, clientSecret }, index) =>
        spokesmen[index]?.secrets.replace([clientId, clientSecret]),
      ),
    stop: () => {
      names.stop();
      refresher.stop();
      spokesmen.forEach((one) => one.stop());
      return transport.close();
    },
  };
}

/** What a spokesman is given, and whom it tells. */
interface SpokesmanParts extends Pick<ClientParts, 'clock' | 'hasPeers'> {
  readonly renewal: RenewalObserver;
  readonly upstream: UpstreamObserver;
}

/** How login and API are reached; a proxy has its share of the time that a request has. */
export function waysTo({ upstreamTimeout, loginTimeout }: GenesysSettings, outbound: Settings['outbound']) {
  return waysOut(outbound, PROXY_SHARE * Math.min(upstreamTimeout, loginTimeout));
}

/** Queues by name, as far as the rate limit allows. */
function lookups(upstream: GenesysClient, budget: JointBudget, loadTimeout: number, clock: Clock) {
  const queues = genesysQueues(upstream, clock, loadTimeout);
  const names = new RememberedNames(queues, budget, clock);
  return { names, directory: sparingQueues(queues, budget, clock, (found) => names.learn(found)) };
}

/** One OAuth client: login ← renewal ← Genesys client, with a budget of its own. Nothing happens before it is asked. */
export function spokesman(
  { clientId, clientSecret }: ClientSettings,
  login: OrganizationSettings & { readonly way: Way },
  { loginTimeout }: GenesysSettings,
  transport: Transport,
  { clock, renewal, upstream, hasPeers = false }: SpokesmanParts,
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
  const budget = new Budget(clock);
  const client = genesysClient({
    transport,
    tokens,
    budget,
    clock,
    observer: upstream,
    userAgent: USER_AGENT,
    hasPeers,
  });
  const stop = () => {
    secrets.stop();
    tokens.stop();
  };
  return { client, budget, tokens, secrets, usable: () => tokens.health().status !== 'failing', stop };
}
