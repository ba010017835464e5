// The command `doctor`: checks settings, hosts, login, permissions and queues, and says what to do.
import { foregroundClock, type Clock } from '../runtime/clock.js';
import type { Region } from '../domain/regions.js';
import { processEnvironment } from '../settings/process-environment.js';
import type { Check } from './doctor/notes.js';
import { examine } from './doctor/examine.js';
import { isWell, jsonReport, summary, textReport } from './doctor/report.js';
import { exactFilters } from './filters.js';
import { processTerminal, type Terminal } from './terminal.js';
import { EXIT, UsageError } from './usage.js';

/** As the command line gives them. */
export interface DoctorOptions {
  readonly queue?: readonly string[];
  /** A query string, such as `presence=Available&joined=true`, counted exactly; absent: what `/v1` assumes. */
  readonly filters?: string;
  readonly organization?: string;
  readonly tryRegions?: boolean;
  /** Settings and secrets alone, without a network. */
  readonly settingsOnly?: boolean;
  readonly json?: boolean;
}

/** Replaced by tests. */
export interface DoctorDependencies {
  readonly clock?: Clock;
  readonly regions?: readonly Region[];
}

function requireNothingAsked({ queue = [], tryRegions }: DoctorOptions): void {
  if (tryRegions || queue.length > 0)
    throw new UsageError('With --settings-only nothing is asked: leave out --queue and --try-regions.');
}

/**
 * Prints what is well and what is not.
 * @returns the exit code: 0 nothing failed, 1 a check failed, 2 the settings can't be read
 * @throws UsageError
 */
export async function doctor(
  options: DoctorOptions,
  environment = processEnvironment(),
  terminal: Terminal = processTerminal(environment),
  { clock = foregroundClock, regions }: DoctorDependencies = {},
): Promise<number> {
  const {
    queue = [],
    filters,
    organization,
    tryRegions = false,
    settingsOnly = false,
    json = false,
  } = options;
  if (settingsOnly) requireNothingAsked(options);
  const asked = exactFilters(filters);
  const checks: Check[] = [];
  const line = textReport(terminal.colours);
  const readable = await examine(
    { environment, organization, queues: queue, filters: asked, tryRegions, settingsOnly },
    {
      clock,
      ...(regions && { regions }),
      progress: (step) => terminal.progress(step),
      emit(check) {
        checks.push(check);
        if (!json) terminal.out(line(check));
      },
    },
  );
  terminal.out(json ? jsonReport(checks) : summary(checks, terminal.colours));
  if (!readable) return EXIT.fault;
  return isWell(checks) ? EXIT.ok : EXIT.no;
}
