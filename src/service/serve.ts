// Runs a composed service on its two listeners, and ends it without failing a request.
import { compose } from './service.js';
import type { App } from '../http/app.js';
import { connectionLimits } from '../http/connection-limits.rules.js';
import { listen, type Listener } from '../http/listener.js';
import { pause, systemClock, type Clock } from '../runtime/clock.js';
import type { Logger } from '../telemetry/logger.js';
import type { OpenSettings } from '../settings/load.js';
import { poll } from '../settings/poll.js';
import type { Settings } from '../settings/types.js';
import { descriptorLimit, missingDescriptor } from '../runtime/descriptors.js';

/** A service that listens. */
export interface Running {
  readonly publicUrl: string;
  readonly adminUrl: string;
  /**
   * Not ready from now on; answers everything for `shutdownDelay`, then closes the listeners, lets what is
   * in flight finish and frees the rest. Calling it again waits for the same end.
   */
  drain(): Promise<void>;
  /** Reads settings and secret files now; what may change while the service runs takes effect. */
  reload(): Promise<void>;
}

/** How often it is tried whether a file descriptor is left, in milliseconds. */
const DESCRIPTOR_LOOK_MS = 1_000;

/** @throws the error of `listen`, with nothing left open */
export async function serve(
  source: OpenSettings,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<Running> {
  const { settings } = source;
  const service = compose(source, logger, clock);
  const opened: Listener[] = [];
  const limits = limitsOf(settings);
  const open = async (
    which: 'public' | 'admin',
    app: App,
    where: Pick<Settings['listener'], 'host' | 'port'>,
  ) => {
    const onShed = (what: 'closed' | 'refused') => service.listenerReport.shed(which, what);
    const bounds = { ...settings.http, maxConnections: limits[which], onShed, onFault: noDescriptor };
    const listener = await listen(app, { ...where, ...bounds }, clock);
    opened.push(listener);
    return listener.url;
  };
  let lookedAt = -Infinity;
  const noDescriptor = (code: Uppercase<string>) => {
    // The system says so as often as it tries to accept what waits.
    if (clock.now() - lookedAt < DESCRIPTOR_LOOK_MS / 2) return;
    lookedAt = clock.now();
    service.listenerReport.noDescriptor(code);
    opened[0]?.makeRoom();
  };
  const endWatch = watchDescriptors(clock, noDescriptor);
  const close = async () => {
    endWatch();
    await Promise.all(opened.map((listener) => listener.close()));
    await service.stop();
  };
  service.start();
  try {
    service.listensAt(await open('public', service.publicApp, settings.listener));
    await open('admin', service.adminApp, settings.admin);
  } catch (fault) {
    await close();
    throw fault;
  }
  service.onReload((inForce) => {
    [inForce.listener, inForce.admin].forEach(({ tls }, index) => {
      if (tls) opened[index]?.useCertificate(tls);
    });
  });
  const [publicUrl = '', adminUrl = ''] = opened.map(({ url }) => url);
  logger.info({ publicUrl, adminUrl }, 'listening');
  let draining: Promise<void> | undefined;
  const drain = async () => {
    service.readiness.drain();
    opened.forEach((listener) => listener.sendAway());
    logger.info({ shutdownDelayMs: settings.shutdownDelay }, 'draining');
    if (settings.shutdownDelay > 0) await pause(clock, settings.shutdownDelay);
    await close();
    logger.info('drained');
  };
  const reload = () => (draining ? Promise.resolve() : service.reload());
  return { publicUrl, adminUrl, drain: () => (draining ??= drain()), reload };
}

const limitsOf = ({ organizations, genesys, http }: Settings) =>
  connectionLimits({
    limit: descriptorLimit(),
    upstream: organizations.length * genesys.connections,
    configured: http.maxConnections,
  });

/** Calls `missing` every second in which there is no file descriptor left; returns what ends it. */
function watchDescriptors(clock: Clock, missing: (code: Uppercase<string>) => void): () => void {
  const look = async () => {
    const code = await missingDescriptor();
    if (code) missing(code);
  };
  return poll(clock, () => DESCRIPTOR_LOOK_MS, look);
}
