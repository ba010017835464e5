// Whether a tag can be released: the version is the same in all places, and CHANGELOG.md has its section.
// Run: npx tsx .ci/release/check.ts v1.2.3 [file for the notes]
// Prints `version=` and `channel=` as GitHub Actions reads outputs. Exit code 1: it can't.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { channelOf, faultsOf, notesOf } from './places.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8');
const [tag = '', notesFile] = process.argv.slice(2);

const faults = faultsOf(tag, read);
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
} else {
  const version = tag.slice(1);
  if (notesFile !== undefined) writeFileSync(notesFile, `${notesOf(read('CHANGELOG.md'), version)}\n`);
  process.stdout.write(`version=${version}\nchannel=${channelOf(version)}\n`);
}
