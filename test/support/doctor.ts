// The doctor in the test's own process, asked for JSON.
import type { Check } from '../../src/cli/doctor/notes.js';
import { doctor, type DoctorOptions, type DoctorDependencies } from '../../src/cli/doctor.js';
import { testTerminal } from './terminal.js';

export interface Diagnosis {
  readonly exit: number;
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** The check with this id; the first, if there are several. */
  readonly check: (id: string) => Check | undefined;
  /** The ids of the checks that failed. */
  readonly failed: readonly string[];
  /** The report as it was written. */
  readonly text: string;
}

export async function diagnose(
  environment: Record<string, string>,
  options: DoctorOptions = {},
  parts: DoctorDependencies = {},
): Promise<Diagnosis> {
  const terminal = testTerminal();
  const exit = await doctor({ ...options, json: true }, environment, terminal, parts);
  const text = terminal.output();
  const { ok, checks } = JSON.parse(text) as { ok: boolean; checks: Check[] };
  return {
    ...{ exit, ok, checks, text },
    check: (id) => checks.find((check) => check.id === id),
    failed: checks.filter(({ status }) => status === 'failed').map(({ id }) => id),
  };
}
