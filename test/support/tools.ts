// Programs that a test runs for real and finds on PATH.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Skips the test when `program` isn't on PATH, with a message; with REQUIRE_TOOLS set (as .ci/run does,
 * which installs them all) it fails instead, so that no test is skipped unseen.
 */
export function needs(context: Mocha.Context, program: string): void {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (folders.some((folder) => isExecutable(join(folder, program)))) return;
  if (process.env['REQUIRE_TOOLS']) throw new Error(`${program} is not on PATH`);
  process.stderr.write(`skipped: ${program} is not on PATH\n`);
  context.skip();
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
