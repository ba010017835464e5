// Writes the version of the next release into every place, and dates its section in CHANGELOG.md.
// Run: npm run release:prepare -- 1.2.3
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { raised } from './places.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [version = ''] = process.argv.slice(2);
const today = new Date().toISOString().slice(0, 10);
try {
  for (const [file, text] of raised(version, today, (name) => readFileSync(`${root}${name}`, 'utf8')))
    writeFileSync(`${root}${file}`, text);
  process.stdout.write(`Commit this, then: git tag --sign v${version} && git push origin v${version}\n`);
} catch (fault) {
  if (!(fault instanceof RangeError)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = 1;
}
