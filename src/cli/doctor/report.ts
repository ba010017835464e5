// The doctor's report: a line for each check as it is made, a summary, or one JSON document.
import type { Finding } from '../../domain/finding.js';
import type { Check } from './notes.js';

const MARKS: Readonly<Record<Finding['status'], readonly [mark: string, colour: number]>> = {
  ok: ['✓', 32],
  warn: ['!', 33],
  failed: ['✗', 31],
  skipped: ['-', 90],
};

/** Columns of the titles, so that details stand under each other. */
const TITLE_WIDTH = 27;

/** Whether nothing failed; warnings and what was skipped are no failure. */
export function isWell(checks: readonly Check[]): boolean {
  return checks.every(({ status }) => status !== 'failed');
}

/** Writes checks one after the other; a heading where organization or queue change. */
export function textReport(colours: boolean): (check: Check) => string {
  let heading = '';
  const paint = painter(colours);
  return (check) => {
    const { organization, queue, title, status, detail, hint } = check;
    const named = [organization && `Organization ${organization}`, queue && `queue ${queue}`].filter(Boolean);
    const next = named.join(', ');
    const head = next === heading ? '' : `\n${next === '' ? '' : `${paint(next, 1)}\n`}`;
    heading = next;
    const [mark, colour] = MARKS[status];
    const [first = '', ...more] = detail.split('\n');
    const indent = ' '.repeat(TITLE_WIDTH + 2);
    const lines = [
      `${paint(mark, colour)} ${title.padEnd(TITLE_WIDTH)}${first}`,
      ...more.map((line) => indent + line),
      ...(hint === undefined ? [] : [`${indent}→ ${hint}`]),
    ];
    return `${head}${lines.join('\n')}\n`;
  };
}

/** What it comes to, in one line. */
export function summary(checks: readonly Check[], colours: boolean): string {
  const paint = painter(colours);
  const names = (wanted: Finding['status']) =>
    [...new Set(checks.filter(({ status }) => status === wanted).map(({ title }) => title))].join(', ');
  const [failures, warnings] = [names('failed'), names('warn')];
  const worth = warnings === '' ? '' : ` Worth a look: ${warnings}.`;
  if (failures !== '') return `\n${paint(`Failed: ${failures}.`, 31)}${worth}\n`;
  return `\n${paint('Nothing failed.', 32)}${worth}\n`;
}

/** Everything as one JSON document. */
export function jsonReport(checks: readonly Check[]): string {
  return `${JSON.stringify({ ok: isWell(checks), checks }, null, 2)}\n`;
}

function painter(colours: boolean): (text: string, colour: number) => string {
  return (text, colour) => (colours ? `\x1b[${colour}m${text}\x1b[0m` : text);
}
