// A settings file in YAML as a tree of plain values.
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { isMap } from './check.js';
import { quote } from './describe.js';
import type { FaultList } from './faults.js';
import type { Source } from './layer.js';
import { readText } from './secret-text.js';

const WHAT = 'a readable file of settings in YAML, as in config/example.yaml';

/**
 * The tree in the file `path`, its file names made absolute from the file's own folder; undefined after a
 * fault, which carries `source` as its key. The parser's own texts quote the file, secrets and all: faults
 * say its code and the place only.
 */
export function readSettingsFile(path: string, source: Source, faults: FaultList): unknown {
  const read = readText(path, faults);
  if ('problem' in read) {
    faults.add(source, `${read.problem}: ${quote(path)}`, WHAT);
    return undefined;
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(read.text, { lineCounter, prettyErrors: false });
  // A warning stands for a value that was read otherwise than it was written.
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    const { line, col } = lineCounter.linePos(pos[0]);
    faults.add(source, `is not good YAML at line ${line}, column ${col} (${code})`, WHAT);
  }
  if (document.errors.length + document.warnings.length > 0) return undefined;
  try {
    return withAbsoluteFiles(document.toJS(), dirname(path));
  } catch {
    // Aliases without an anchor, or so many that they would fill the memory.
    faults.add(source, 'has aliases (*name) that cannot be resolved', WHAT);
    return undefined;
  }
}

/** A copy of `tree` in which every value of a key that ends in `File` or `Dir` is an absolute path. */
function withAbsoluteFiles(tree: unknown, folder: string): unknown {
  if (Array.isArray(tree)) return tree.map((item) => withAbsoluteFiles(item, folder));
  if (!isMap(tree)) return tree;
  const entries = Object.entries(tree).map(([key, value]): [string, unknown] =>
    /(?:File|Dir)$/.test(key) && typeof value === 'string' && value !== ''
      ? [key, resolve(folder, value)]
      : [key, withAbsoluteFiles(value, folder)],
  );
  return Object.fromEntries(entries);
}
