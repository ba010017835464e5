// The kinds of single values, each with the sentence that says what is allowed.
import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';
import { kindOf, shown } from './describe.js';
import { isHost } from './hosts.js';
import { KEY_ALLOWED, keyProblem } from './key-text.js';
import { secretProblem } from './pasted-text.js';

/**
 * A value that `read` turns into a setting, or into undefined if it is not allowed. `describe` tells what was
 * wrong; the default shows the value, so settings that may hold a secret bring their own.
 */
export function valueOf<T>(
  allowed: string,
  read: (value: unknown) => T | undefined,
  describe: (value: unknown) => string = shown,
) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    const problem = value === undefined || value === null ? kindOf(value) : describe(value);
    context.addIssue({ code: 'custom', message: allowed, params: { problem } });
    return z.NEVER;
  });
}

/** A value of type text that `read` accepts, with blanks around it cut off. */
export function textOf<T>(
  allowed: string,
  read: (text: string) => T | undefined,
  describe?: (value: unknown) => string,
) {
  return valueOf(allowed, (value) => (typeof value === 'string' ? read(value.trim()) : undefined), describe);
}

/** A whole number, or its plain decimal digits: no hexadecimal, exponent or sign. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER, unit = 'a whole number') {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return valueOf(`${unit} ${range}, in decimal digits`, (value) => {
    const digits = typeof value === 'string' && /^\s*\d+\s*$/.test(value);
    const number = digits ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined;
    return number >= min && number <= max ? number : undefined;
  });
}

/** A span of time that is only compared with. */
export const milliseconds = wholeNumber(0, Number.MAX_SAFE_INTEGER, 'whole milliseconds');

/** A span of time that a timer is set to: timers fire at once when they are asked for more. */
export const timerMilliseconds = wholeNumber(0, 2 ** 31 - 1, 'whole milliseconds');

/** A limit that can't be turned off: 0 would mean that nothing is in time. */
export const limitMilliseconds = wholeNumber(1, 2 ** 31 - 1, 'whole milliseconds');

/** As the file has it, or as the environment's text. */
export const trueOrFalse = valueOf('true or false', (value) => {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : String(value);
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
});

/** As the file has it (YAML 1.2 takes `on` for text), or as the environment's text. */
export const onOrOff = valueOf('on or off', (value) => {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : String(value);
  if (text === 'on' || text === 'true') return true;
  return text === 'off' || text === 'false' ? false : undefined;
});

/** One of these words, in any case. */
export function oneOf<const W extends string>(...words: readonly W[]) {
  return textOf(`one of ${words.join(', ')}`, (text) => words.find((word) => word === text.toLowerCase()));
}

export const host = textOf('an IP address or a host name, without scheme, port or brackets', (text) =>
  isHost(text) ? text : undefined,
);

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Whether `text` can name an organization or a caller. */
export const isName = (text: string): boolean => NAME.test(text);

export const NAME_ALLOWED =
  '1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit';

export const name = textOf(NAME_ALLOWED, (text) => (isName(text) ? text : undefined));

/** Not quoted in faults: a secret that was set as its own file's name must not come to light. */
export const filePath = valueOf(
  'the path of a file',
  (value) => (typeof value === 'string' && value !== '' && !value.includes('\0') ? value : undefined),
  kindOf,
);

export const folderPath = valueOf(
  'the path of a folder',
  (value) => (typeof value === 'string' && value !== '' && !value.includes('\0') ? value : undefined),
  kindOf,
);

export const secret = valueOf(
  'text in quotes, not empty, without line breaks or control characters',
  (value) => (typeof value === 'string' && secretProblem(value) === undefined ? value : undefined),
  (value) => (typeof value === 'string' ? (secretProblem(value) ?? 'is text') : kindOf(value)),
);

export const digest = textOf(
  '"sha256:" and 64 hexadecimal digits; make a key and its digest with `npm run key -- <name>`',
  (text) => (/^sha256:[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : undefined),
  () => 'is not the digest of a key',
);

/** What keys of a store that is shared with others begin with. */
export const keyPrefix = textOf('1 to 64 letters, digits and any of _ . : / - ', (text) =>
  /^[\w.:/-]{1,64}$/.test(text) ? text : undefined,
);

const NAMED_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

function isTrusted(text: string): boolean {
  if (NAMED_RANGES.includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  if (isIP(address) === 0 || address.includes('%') || rest.length > 0) return false;
  // Everyone (/0) is refused, as Express does: a caller could then write its own address.
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && +bits >= 1 && +bits <= (isIPv4(address) ? 32 : 128))
  );
}

/** Express's `trust proxy`; text is a comma list, as in the environment. */
export const trustProxy = valueOf(
  'false, or a list of addresses, subnets (10.0.0.0/8) and loopback, linklocal, uniquelocal',
  (value): false | string[] | undefined => {
    if (value === false || (typeof value === 'string' && /^\s*false\s*$/i.test(value))) return false;
    const list: unknown = typeof value === 'string' ? value.split(',') : value;
    if (!Array.isArray(list) || list.length === 0) return undefined;
    const trusted = list.map((entry: unknown) => (typeof entry === 'string' ? entry.trim() : ''));
    return trusted.every(isTrusted) ? trusted : undefined;
  },
  (value) => (Array.isArray(value) ? shown(value.join(', ')) : shown(value)),
);

/** Hosts that no proxy is asked for; text is a list with commas or blanks, as other programs read it. */
export const noProxy = valueOf(
  'a list of hosts, such as internal.example or api.example:443; * for all',
  (value): string[] | undefined => {
    const list: unknown = typeof value === 'string' ? value.split(/[\s,]+/) : value;
    if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) return undefined;
    return list.map((entry: string) => entry.trim()).filter((entry) => entry !== '');
  },
  (value) => (Array.isArray(value) ? shown(value.join(', ')) : shown(value)),
);

export const plainKey = valueOf(
  KEY_ALLOWED,
  (value) => (typeof value === 'string' && keyProblem(value) === undefined ? value : undefined),
  (value) => (typeof value === 'string' ? (keyProblem(value) ?? 'is text') : kindOf(value)),
);
