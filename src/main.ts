// The service as a process: settings, compose, listen, signals; nothing else.
import { endOnSignal } from './signals.js';
import { createLogger } from './runtime/logger.js';
import { serve } from './serve.js';
import { startFault } from './start-fault.js';
import { loadSettings } from './settings/load.js';
import { processEnvironment } from './settings/process-environment.js';

try {
  const settings = loadSettings(processEnvironment());
  const logger = createLogger(settings.logLevel);
  const running = await serve(settings, logger);

  endOnSignal(() => running.drain(), logger);
  // A forgotten promise is a bug worth a loud line, and no reason to lose everybody's calls.
  process.on('unhandledRejection', (error) => logger.error({ error }, 'unhandled rejection'));
} catch (fault) {
  process.stderr.write(`${startFault(fault)}\n`);
  process.exit(1);
}
