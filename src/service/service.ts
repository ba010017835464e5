// The wiring, on one page: what wraps what, and who hears of it. Reading this tells what the program is.
import { accessOf, callersOf, CurrentAccess } from '../http/auth/access.js';
import { adminApp, publicApp, type App } from '../http/app.js';
import { BodyBudget } from '../genesys/body-budget.js';
import type { Organization } from '../http/dependencies.js';
import { listenerReport, type ListenerReport } from '../http/listener-report.js';
import { Readiness } from '../http/health/readiness.js';
import { Journal } from '../telemetry/journal/journal.js';
import type { Snapshot } from '../domain/model.js';
import { accessReport } from './access-report.js';
import { pipeline } from './organization.js';
import { countsIn, memoryReadings, pushReadings, tokenReadings } from './readings.js';
import { settingsReport, type Reporters } from './reports.js';
import type { Clock } from '../runtime/clock.js';
import { Memory, heapShareBytes } from '../runtime/memory.js';
import type { Logger } from '../telemetry/logger.js';
import { createMetrics, type Metrics } from '../telemetry/metrics.js';
import type { OpenSettings } from '../settings/load.js';
import type { Settings } from '../settings/types.js';
import { SettingsWatch } from '../settings/watch.js';
import { weight } from '../cache/renderings.js';
import { semaphores, type Semaphore } from '../cache/semaphore.js';
import { notSharing, shareThroughRedis, type Sharing } from './replicas.js';
import { memoryStore, type MemoryStore } from '../cache/memory-store.js';

/** A composed service: it answers once its apps are listened to, and knows tokens once it is started. */
interface Service {
  readonly publicApp: App;
  readonly adminApp: App;
  readonly readiness: Readiness;
  readonly listenerReport: ListenerReport;
  /** Tells under which origin this process reaches its own public listener. */
  listensAt(publicUrl: string): void;
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
  const kept = new Memory(Math.min(availability.maxSnapshotBytes, heapShareBytes()));
  const near = nearStore(availability, kept);
  const fetches = semaphores(availability.maxWalks, settings.organizations.length);
  const journal = new Journal(clock, kept);
  const reporters = { logger, metrics, readiness, journal };
  const sharing = sharingOf(settings, near, clock, reporters);
  const shared = { ...reporters, sharing, clock, kept };
  const pipelines = pipelinesOf(settings, fetches, shared);
  const organizations = new Map(pipelines.map(({ described }) => [described.name, described]));
  const memory = memoryReadings(kept, near, fetches, organizations);
  const access = new CurrentAccess(accessOf(settings));
  const accessTold = accessReport(reporters);
  accessTold(settings);
  const watch = new SettingsWatch(opened, clock, settingsReport(shared));
  readAtScrape(metrics, { organizations, memory, sharing, watch, access, logger, clock });
  followSettings(watch, settings, (inForce, changed) => {
    access.replace(accessOf(inForce));
    accessTold(inForce);
    sharing.apply(inForce, changed.redis);
    changed.organizations.forEach((index) =>
      pipelines[index]?.useCredentials(inForce.organizations[index]?.clients ?? []),
    );
  });
  const startedAt = clock.now();
  const address: { publicUrl?: string } = {};
  const publicUrl = () => address.publicUrl;
  const known = { settings, organizations, access, memory };
  const parts = { ...shared, ...known, ...healthsOf(watch, sharing), startedAt, publicUrl };
  return {
    publicApp: publicApp(parts),
    adminApp: adminApp(parts),
    readiness,
    listenerReport: listenerReport(reporters, clock),
    listensAt: (url) => (address.publicUrl = url),
    start() {
      sharing.start();
      journal.start(countsIn(organizations));
      // Replicas that start together don't log in together.
      const spread = settings.redis ? FIRST_LOGIN_WITHIN_MS : 0;
      pipelines.forEach(({ start }) => start(Math.random() * spread));
      watch.start();
    },
    onReload: (listener) => watch.onApply(listener),
    async reload() {
      await watch.reload();
      await Promise.all(pipelines.map(({ checkCredentials }) => checkCredentials()));
    },
    async stop() {
      watch.stop();
      journal.stop();
      await Promise.all(pipelines.map(({ stop }) => stop()));
      await sharing.stop();
      await near.close();
    },
  };
}

const healthsOf = (watch: SettingsWatch, sharing: Sharing) => ({
  settingsHealth: () => watch.health(),
  sharingHealth: () => sharing.health(),
  replicas: () => sharing.replicas(),
});

interface Readings {
  readonly organizations: ReadonlyMap<string, Organization>;
  readonly memory: ReturnType<typeof memoryReadings>;
  readonly sharing: Sharing;
  readonly watch: SettingsWatch;
  readonly access: CurrentAccess;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Lets metrics be worked out each time they are scraped. */
function readAtScrape(metrics: Metrics, readings: Readings): void {
  const { organizations, memory, sharing, watch, access, logger, clock } = readings;
  const expectCallers = () => metrics.expectCallers(callersOf(access.get()));
  expectCallers();
  access.onReplace(expectCallers);
  metrics.watchLog(() => logger.linesLost?.() ?? 0);
  metrics.watchSettings(() => watch.health());
  metrics.watchTokens(tokenReadings(organizations, clock));
  metrics.watchMemory(memory);
  metrics.watchSharing(() => sharing.health().status === 'degraded');
  metrics.watchActivity(() =>
    [...organizations.values()].map(({ name, activity }) => ({ organization: name, ...activity() })),
  );
  metrics.watchPush(pushReadings(organizations));
  metrics.watchBudgets(() =>
    [...organizations.values()].map(({ name, budget }) => ({ organization: name, ...budget() })),
  );
}

function sharingOf(
  settings: Settings,
  near: MemoryStore<Snapshot>,
  clock: Clock,
  reporters: Reporters,
): Sharing {
  const { redis } = settings;
  const sharing = redis ? shareThroughRedis(redis, near, clock, reporters) : notSharing(near);
  sharing.apply(settings, false);
  return sharing;
}

/** The snapshots that this process holds. */
function nearStore({ maxSnapshots }: Settings['availability'], memory: Memory) {
  const bounds = { memory, maxEntries: maxSnapshots };
  return memoryStore<Snapshot>({ ...bounds, weigh: weight, momentOf: ({ takenAt }) => takenAt });
}

/** Each organization with a semaphore of its own. */
function pipelinesOf(
  settings: Settings,
  fetches: readonly Semaphore[],
  shared: Omit<Parameters<typeof pipeline>[2], 'fetches' | 'bodies'>,
) {
  const bodies = new BodyBudget(settings.genesys.maxResponseBytes);
  return settings.organizations.map((organization, index) =>
    pipeline(organization, settings, { ...shared, bodies, fetches: fetches[index] as Semaphore }),
  );
}

/** What of newly read settings was taken over from the files, and may be newer than what secret watches hold. */
interface Changed {
  readonly redis: boolean;
  /** By index. */
  readonly organizations: readonly number[];
}

/** Calls `apply` with the settings in force each time after they were read again. */
function followSettings(
  watch: SettingsWatch,
  running: Settings,
  apply: (inForce: Settings, changed: Changed) => void,
): void {
  let before = running;
  watch.onApply((inForce) => {
    const { redis, organizations } = before;
    before = inForce;
    const changed = inForce.organizations.flatMap((one, index) =>
      one === organizations[index] ? [] : [index],
    );
    apply(inForce, { redis: inForce.redis !== redis, organizations: changed });
  });
}
