// The service as a process: settings, wiring, listeners, signals; nothing else.
import { letYoungGenerationGrow } from './runtime/young-generation.js';
import { endOnSignal } from './service/signals.js';
import { pause, systemClock } from './runtime/clock.js';
import { serve, type Running } from './service/serve.js';
import { ServiceManager } from './service/service-manager.js';
import { startFault } from './service/start-fault.js';
import { openSettings } from './settings/load.js';
import { processEnvironment } from './settings/process-environment.js';
import { LogWriter } from './telemetry/log-writer.js';
import { batchedLogger, type Logger } from './telemetry/logger.js';
import { lastWords, standardOutput } from './telemetry/standard-output.js';

/** Milliseconds for the last log lines to be read by somebody. */
const LAST_LINES_MS = 500;
/** Milliseconds after which what is allocated is the load's, and no more the start's. */
const WARM_UP_MS = 5_000;
/** Milliseconds that an end waits for a start that is under way. */
const START_MS = 1_000;

const environment = processEnvironment();
const writer = new LogWriter(standardOutput(), systemClock);
const manager = new ServiceManager(environment, systemClock);
let logger: Logger | undefined;
let starting: Promise<Running> | undefined;
let running: Running | undefined;

process.on('exit', () => lastWords(writer.takeWaiting()));
// From the first moment on, as it would end the process; files that change during the start are noticed anyway.
process.on('SIGHUP', () => void manager.whileReloading(() => running?.reload()));
endOnSignal(
  async () => {
    manager.stopping();
    const service = await Promise.race([starting, pause(systemClock, START_MS)]);
    await service?.drain();
  },
  {
    log: {
      info: (facts, message) => logger?.info(facts, message),
      error: (facts, message) => logger?.error(facts, message),
    },
    flush: () => writer.end(LAST_LINES_MS),
  },
);

try {
  const opened = await openSettings(environment);
  const log = batchedLogger(opened.settings.logLevel, writer);
  logger = log;
  starting = serve(opened, log);
  running = await starting;
  // A forgotten promise is a bug worth a loud line, and no reason to lose everybody's calls.
  process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled rejection'));
  manager.ready();
  systemClock.after(WARM_UP_MS, letYoungGenerationGrow);
} catch (fault) {
  process.stderr.write(`${startFault(fault)}\n`);
  process.exit(1);
}
