// CALLER_KEYS: callers and their keys as `name:key,name:key`, in the environment or in a file.
import { keyDigest } from '../domain/key-digest.js';
import { textOfVariable, type Environment } from './environment.js';
import type { FaultList } from './faults.js';
import { KEY_ALLOWED, keyProblem } from './key-text.js';
import { wrappingProblem } from './pasted-text.js';
import { readText } from './secret-text.js';
import { isName, NAME_ALLOWED } from './values.js';

const GRAMMAR = 'name:key,name:key; a name twice for its second key';

/**
 * Digests of each caller's keys, by name, from CALLER_KEYS or CALLER_KEYS_FILE (where entries may also stand on
 * lines of their own). Faults name entries by their number: when name and key were swapped, the name is a
 * secret too.
 */
export function readCallerKeys(
  environment: Environment,
  faults: FaultList,
): ReadonlyMap<string, readonly string[]> {
  const { text, env } = readSource(environment, faults);
  const digests = new Map<string, string[]>();
  text?.split(/,|\r?\n/).forEach((entry, index) => {
    if (entry.trim() === '') return;
    const tell = (problem: string, allowed: string) =>
      faults.add('callers', `has entry ${index + 1} in ${env}, ${problem}`, allowed, env);
    const colon = entry.indexOf(':');
    const name = entry.slice(0, colon).trim();
    const key = entry.slice(colon + 1).trim();
    const keyFault = keyProblem(key);
    if (colon < 0) return tell('which has no colon', GRAMMAR);
    if (!isName(name)) tell('whose name is not usable', NAME_ALLOWED);
    if (keyFault !== undefined) return tell(`whose key ${keyFault}`, KEY_ALLOWED);
    const known = digests.get(name) ?? [];
    digests.set(name, [...new Set([...known, keyDigest(key)])]);
    if (digests.get(name)?.length === 3) tell('the third key of its caller', 'one or two keys for each');
  });
  return digests;
}

function readSource(environment: Environment, faults: FaultList): { text?: string; env?: string } {
  const text = textOfVariable(environment, 'CALLER_KEYS');
  const file = textOfVariable(environment, 'CALLER_KEYS_FILE');
  if (text !== undefined && file !== undefined) {
    faults.add('callers', 'has both CALLER_KEYS and CALLER_KEYS_FILE in the environment', 'one of them');
  }
  if (text !== undefined) return { text, env: 'CALLER_KEYS' };
  if (file === undefined) return {};
  const env = 'CALLER_KEYS_FILE';
  const read = readText(file, faults);
  const pasted = 'text' in read ? wrappingProblem(read.text) : undefined;
  if ('text' in read && pasted === undefined) return { text: read.text, env };
  const problem = 'problem' in read ? read.problem : `names a file whose content ${pasted}`;
  faults.add('callers', `has CALLER_KEYS_FILE, which ${problem}`, `a file with ${GRAMMAR}`, env);
  return { env };
}
