// The notices that go along with the bundles: each package with its licence text, as its licence wants.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOf, type Bundled } from './bundled.js';

const LICENCE_FILE = /^(licen[cs]e|copying)(\.|-|$)/i;
const NOTICE_FILE = /^notice(\.|$)/i;
const LINE = '='.repeat(80);

/** The notices of all packages, those with the same text together. */
export function noticesOf(root: string, packages: readonly Bundled[]): string {
  const byText = new Map<string, Bundled[]>();
  for (const one of packages) {
    const text = licenceTextOf(root, one, packages);
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const sections = [...byText].map(
    ([text, those]) =>
      `${LINE}\n${those.map((one) => `${idOf(one)} (${one.licence})`).join('\n')}\n\n${text}\n`,
  );
  return `The bundles (dist/*.js and dist/ui) contain these packages, under the licences below.\n\n${sections.join('\n')}`;
}

/** @throws Error when neither the package nor another one of the same licence has its text */
function licenceTextOf(root: string, one: Bundled, packages: readonly Bundled[]): string {
  const own = textsIn(join(root, one.folders[0] ?? ''));
  if (own !== undefined) return own;
  if (one.licence === 'MIT') return `${copyrightOf(one)}\n\n${MIT}`;
  // The text of Apache-2.0 names nobody.
  const same = packages.filter(({ licence }) => licence === one.licence && licence === 'Apache-2.0');
  for (const { folders } of same) {
    const text = textsIn(join(root, folders[0] ?? ''));
    if (text !== undefined) return `${copyrightOf(one)}\n\n${text}`;
  }
  throw new Error(`${idOf(one)} has no licence text, and none can be put in its place`);
}

const copyrightOf = ({ author }: Bundled): string => `Copyright (c) ${author}`;

function textsIn(folder: string): string | undefined {
  const files = readdirSync(folder);
  const licence = files.filter((file) => LICENCE_FILE.test(file));
  if (licence.length === 0) return undefined;
  return [...licence, ...files.filter((file) => NOTICE_FILE.test(file))]
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');
}

/** For packages that name the licence and leave its text out: https://spdx.org/licenses/MIT.html */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
