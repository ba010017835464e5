// A secret that stands in the settings or in a file of its own.
import type { FaultList } from './faults.js';
import { pasteProblem } from './pasted-text.js';
import { readText, withoutLastBreak } from './secret-text.js';
import type { Secret } from './types.js';

/** What a secret's two settings say. */
interface GivenSecret {
  readonly text: string | undefined;
  readonly file: string | undefined;
}

/** How the setting is called and judged. */
interface SecretRule {
  /** File key of the secret itself; that of its file is the same with `File` behind it. */
  readonly key: string;
  readonly problemOf: (text: string) => string | undefined;
  readonly allowed: string;
  /** `null` where the environment can't set it. */
  readonly env?: null;
}

/** The secret, read from its file if it has one; undefined if none is given, or after a fault. */
export function readSecret(given: GivenSecret, rule: SecretRule, faults: FaultList): Secret | undefined {
  if (given.text !== undefined) return { value: given.text };
  if (given.file === undefined) return undefined;
  const read = readText(given.file, faults);
  const value = 'text' in read ? withoutLastBreak(read.text) : '';
  const inside = 'text' in read ? (pasteProblem(value) ?? rule.problemOf(value)) : undefined;
  const problem = 'problem' in read ? read.problem : inside && `names a file whose content ${inside}`;
  if (problem === undefined) return { value, file: given.file };
  faults.add(`${rule.key}File`, problem, rule.allowed, rule.env);
  return undefined;
}

/** Like `readSecret`, for a secret that must be there: without one, a fault that names both ways. */
export function requireSecret(given: GivenSecret, rule: SecretRule, faults: FaultList): Secret | undefined {
  const missing = given.text === undefined && given.file === undefined;
  const told = faults.has(rule.key) || faults.has(`${rule.key}File`);
  if (missing && !told) faults.add(rule.key, 'is missing', rule.allowed, rule.env);
  return missing ? undefined : readSecret(given, rule, faults);
}
