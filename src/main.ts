// The service as a process: settings, compose, listen, signals; nothing else.
import { endOnSignal } from './service/signals.js';
import { createLogger } from './telemetry/logger.js';
import { serve, type Running } from './service/serve.js';
import { startFault } from './service/start-fault.js';
import { openSettings } from './settings/load.js';
import { processEnvironment } from './settings/process-environment.js';

let running: Running | undefined;
// From the first moment on, as it would end the process; files that change during the start are noticed anyway.
process.on('SIGHUP', () => void running?.reload());

try {
  const opened = openSettings(processEnvironment());
  const logger = createLogger(opened.settings.logLevel);
  const service = await serve(opened, logger);
  running = service;

  endOnSignal(() => service.drain(), logger);
  // A forgotten promise is a bug worth a loud line, and no reason to lose everybody's calls.
  process.on('unhandledRejection', (error) => logger.error({ error }, 'unhandled rejection'));
} catch (fault) {
  process.stderr.write(`${startFault(fault)}\n`);
  process.exit(1);
}
