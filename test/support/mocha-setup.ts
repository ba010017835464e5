// Once for a whole run of the tests, however many processes share it: builds the page and the bundles that they start.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildPage } from './browser.js';

export function mochaGlobalSetup(): void {
  buildPage();
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'bundle'], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  // Read by process.ts, in each process.
  process.env['BUNDLES_ARE_BUILT'] = 'yes';
}
