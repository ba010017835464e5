// Runs a composed service on its two listeners, and ends it without failing a request.
import { compose } from './service.js';
import { listen, type Listener } from '../http/listener.js';
import { pause, systemClock, type Clock } from '../runtime/clock.js';
import type { Logger } from '../telemetry/logger.js';
import type { OpenSettings } from '../settings/load.js';

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

/** @throws the error of `listen`, with nothing left open */
export async function serve(
  source: OpenSettings,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<Running> {
  const { settings } = source;
  const service = compose(source, logger, clock);
  const opened: Listener[] = [];
  const close = async () => {
    await Promise.all(opened.map((listener) => listener.close(clock)));
    await service.stop();
  };
  service.start();
  try {
    const listener = await listen(service.publicApp, { ...settings.listener, ...settings.http });
    opened.push(listener);
    service.listensAt(listener.url);
    opened.push(await listen(service.adminApp, { ...settings.admin, ...settings.http }));
  } catch (fault) {
    await close();
    throw fault;
  }
  service.onReload(({ listener: { tls } }) => {
    if (tls) opened[0]?.useCertificate(tls);
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
