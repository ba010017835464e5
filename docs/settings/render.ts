// docs/settings.md and config/default.yaml, as far as they follow from the declared settings.
import { stringify } from 'yaml';
import { DECLARED, DECLARED_BY_NAME, DECLARED_OUTSIDE } from '../../src/settings/environment-names.js';
import type { Declared } from '../../src/settings/setting.js';

const SETTINGS = [...DECLARED_OUTSIDE, ...DECLARED, ...DECLARED_BY_NAME].filter(
  ({ isSection }) => !isSection,
);

/**
 * `page` with its tables written anew: each stands between `<!-- settings: … -->`, which names sections and settings
 * by their file keys, and `<!-- end -->`.
 */
export function withTables(page: string): string {
  return page.replace(
    /(<!-- settings: (.*) -->\n)[^]*?(<!-- end -->)/g,
    (_, begin: string, keys: string, end: string) => `${begin}${table(keys.split(' '))}${end}`,
  );
}

function table(keys: readonly string[]): string {
  const rows = keys.flatMap((at) => SETTINGS.filter(({ key }) => key === at || key.startsWith(`${at}.`)));
  return ['| environment | file | default | what it is |', '|---|---|---|---|', ...rows.map(row), ''].join(
    '\n',
  );
}

function row({ env, key, text, otherwise, ...given }: Declared): string {
  const value = otherwise ?? (given.default === undefined ? undefined : `\`${String(given.default)}\``);
  const cells = [env && `\`${env}\``, key === env ? undefined : `\`${key}\``, value, text];
  return `|${cells.map((cell) => (cell ? ` ${cell} |` : ' |')).join('')}`;
}

const HEAD = `# The settings that hold where neither CONFIG_FILE nor the environment says otherwise.
# Don't edit this file: write a file with the keys that differ and name it in CONFIG_FILE
# (config/example.yaml is a complete one). The name in brackets is the environment variable for the same
# setting; it beats both files. Times are whole milliseconds; 0 turns the thing off where nothing else is said.
`;

/** `config/default.yaml`; settings without a default stand there as comments. */
export function defaultsFile(): string {
  return HEAD + DECLARED.map(entry).join('');
}

function entry(declared: Declared): string {
  const { key, isSection, text, env } = declared;
  const path = key.split('.');
  const names = isNamed(key) ? namesOf(`${key}.`) : [];
  const words = names.length > 0 ? `${text} In the environment: ${names.join(', ')}` : text;
  // Below a section that is a comment as a whole, comments stand in that comment.
  const isInside = path.length > 1 && within(path.slice(0, -1).join('.')).every(isAbsent);
  const indent = '  '.repeat(path.length - 1).replace(/ {2}$/, isInside ? '#   ' : '  ');
  const line = `${path.at(-1)}:${valueText(declared)}${env === undefined ? '' : ` # [${env}]`}\n`;
  const isComment =
    !isInside && (isSection ? within(key).every(isAbsent) && !isNamed(key) : isAbsent(declared));
  return `${path.length === 1 ? '\n' : ''}${comment(words, indent)}${indent}${isComment ? '# ' : ''}${line}`;
}

function valueText({ key, isSection, ...given }: Declared): string {
  if (isSection) return isNamed(key) ? ' {}' : '';
  return ` ${given.default === undefined ? '…' : scalar(given.default)}`;
}

/** Whether entries stand there by names of the operator's. */
const isNamed = (key: string) => DECLARED_BY_NAME.some((other) => other.key.startsWith(`${key}.<name>`));

const within = (key: string) => DECLARED.filter((other) => other.key.startsWith(`${key}.`));

const isAbsent = ({ isSection, ...given }: Declared) => isSection === true || given.default === undefined;

const scalar = (value: unknown) => stringify(value, { singleQuote: true }).trim();

/** The environment names that make an entry of a map by name. */
function namesOf(at: string): string[] {
  const outside = at === 'callers.' ? DECLARED_OUTSIDE.filter(({ key }) => key.startsWith('CALLER')) : [];
  const inside = DECLARED_BY_NAME.filter(({ key }) => key.startsWith(at));
  return [...outside, ...inside].flatMap(({ env }) => env ?? []);
}

/** Plain text, as a comment has no links and no code. */
function comment(text: string, indent: string): string {
  const plain = text
    .replace(/ \(\[[^\]]+\]\([^)]*\)\)/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '');
  const sentence = text.startsWith('`') ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
  const words = `${sentence.replace(/\.$/, '')}.`.split(' ');
  const lines = [''];
  for (const word of words) {
    if (indent.length + (lines.at(-1) ?? '').length + word.length > 108) lines.push('');
    lines.push(`${lines.pop()} ${word}`);
  }
  return lines.map((line) => `${indent}#${line}\n`).join('');
}
