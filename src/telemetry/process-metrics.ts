// The metrics of the process itself: which build it is, its settings, its log, its memory.
import { VERSION } from '../runtime/version.js';
import type { Factory } from './metric-factory.js';

/** What is told of the process. */
export function processMetrics(make: Factory) {
  buildInfo(make);
  return { ...settingsMetrics(make), ...logMetrics(make), ...memoryMetrics(make) };
}

/** Says once which build runs: its version and Node's. */
function buildInfo({ gauge }: Factory): void {
  gauge('build_info', 'Always 1; the version of this service and of Node.', 'version', 'node').set(
    { version: VERSION, node: process.versions.node },
    1,
  );
}

/** How the settings stand at the moment of a scrape. */
interface SettingsReading {
  /** Wall-clock milliseconds at which those in force were read. */
  readonly loadedAt: number;
  /** Why the files as they are now are not in force. */
  readonly lastError?: unknown;
}

function settingsMetrics({ counter, plainReading }: Factory) {
  const settingsReloads = counter('settings_reloads_total', 'Settings read again, by result.', 'result');
  for (const result of ['ok', 'failed']) settingsReloads.inc({ result }, 0);
  return {
    settingsReloads,
    /** Reads how the settings stand each time the metrics are scraped. */
    watchSettings(read: () => SettingsReading): void {
      plainReading(
        'settings_last_reload_successful',
        '0 while the settings as they are now have faults, and those from before are in force.',
        () => Number(read().lastError === undefined),
      );
      plainReading(
        'settings_last_reload_success_timestamp_seconds',
        'When the settings in force were read.',
        () => read().loadedAt / 1000,
      );
    },
  };
}

function logMetrics({ readCounter }: Factory) {
  return {
    /** Reads how many log lines were lost each time the metrics are scraped. */
    watchLog(read: () => number): void {
      const help = 'Log lines that nobody read in time, or that could not be written.';
      readCounter('log_lines_lost_total', help, read);
    },
  };
}

function memoryMetrics({ plainReading, readCounter }: Factory) {
  return {
    /** Reads how much is held in memory, by name, each time the metrics are scraped. */
    watchMemory(read: () => Readonly<Record<string, number>>): void {
      for (const name of Object.keys(read())) {
        const words = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
        const help = `In this process: ${words.replaceAll('_', ' ')}.`;
        const value = () => read()[name] ?? 0;
        // What went only grows.
        if (name.endsWith('Evicted')) readCounter(`memory_${words}_total`, help, value);
        else plainReading(`memory_${words}`, help, value);
      }
    },
  };
}
