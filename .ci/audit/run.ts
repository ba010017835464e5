// Asks npm's registry for known vulnerabilities of what is installed, and fails if one is in a bundle.
// `npm audit --omit=dev` would find nothing: all packages are dependencies of development, as they are bundled.
// Run after a build: npm run audit [-- --registry=…]. Exit code 1: vulnerable, 2: the registry can't be asked.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundledPackages, readMetafiles } from '../bill/bundled.js';
import { judge, type Report } from './judge.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packages = bundledPackages(root, readMetafiles(`${root}dist/meta`));
const asked = spawnSync('npm', ['audit', '--json', ...process.argv.slice(2)], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const { exitCode, lines } = judge(
  reportIn(asked.stdout),
  new Set(packages.flatMap(({ folders }) => folders)),
);
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = exitCode;

function reportIn(text: string): Report {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return { message: 'npm answered no JSON' };
  }
}
