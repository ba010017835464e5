// What a secret must not look like, such as one that was pasted with quotes around it: the login would only say no.
import { isSettingName } from './setting.js';

const QUOTED = /^(?:"[^]*"|'[^]*'|`[^]*`|\u201c[^]*\u201d|\u2018[^]*\u2019)$/;
const UPPER_CASE_NAME = /^(?:export\s+)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*=\s*\S/;
const PLAIN_NAME = /^(?:client_?(?:id|secret)|secret|password|api_?key|key|token)\s*[=:]\s*\S/i;

/** What is wrong with `text` as a secret, without quoting it; undefined if it can be used. */
export function secretProblem(text: string): string | undefined {
  if (text === '') return 'is empty';
  const pasted = pasteProblem(text);
  if (pasted !== undefined) return pasted;
  // A secret that is pasted with a blank is refused by the login in words that don't say why.
  if (text.trim() !== text) return 'begins or ends with a blank';
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(text)
    ? 'holds a line break or another unprintable character'
    : undefined;
}

/** What is wrong with `text` as a secret by its looks, without quoting it; undefined if nothing is. */
export function pasteProblem(text: string): string | undefined {
  const wrapped = wrappingProblem(text);
  if (wrapped !== undefined) return wrapped;
  const trimmed = text.trim();
  if (UPPER_CASE_NAME.test(trimmed) || PLAIN_NAME.test(trimmed))
    return 'looks like a name and a value: leave the name out';
  return undefined;
}

/** The same for a text that has names in it by itself. */
export function wrappingProblem(text: string): string | undefined {
  if (text.startsWith('\uFEFF'))
    return 'begins with a byte order mark: save the file as UTF-8 without one (BOM)';
  if (text.includes('\0')) return 'holds zero bytes, as a file in UTF-16 does: save it as UTF-8';
  const trimmed = text.trim();
  if (trimmed.length > 1 && QUOTED.test(trimmed)) return 'is in quotes: leave them out';
  // A name of our own is no secret, and can be shown.
  const name = UPPER_CASE_NAME.exec(trimmed)?.[1];
  return name !== undefined && isSettingName(name) ? `begins with ${name}=: leave the name out` : undefined;
}
