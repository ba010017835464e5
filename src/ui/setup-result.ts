// Shows what to enter into the platform's form, each value with a button that copies it.
import type { WebhookSetup } from '../domain/platforms/setup.rules.js';
import type { Copier } from './setup-copy.js';
import { element } from './dom.js';
import { liveRegion } from './setup-dom.js';

/** A value of the form: what it is called, what is copied, and what is shown where that differs. */
type Row = readonly [name: string, value: string, shown?: string];

/** The values to paste. */
interface SetupResult {
  readonly box: HTMLElement;
  show(setup: WebhookSetup, keyShown: boolean): void;
}

/** Rows are made once and filled anew, so that a button under the finger or in focus stays. */
export function setupResult(copy: Copier): SetupResult {
  const rows = new Map<string, ReturnType<typeof resultRow>>();
  const table = element('dl', { class: 'setup-values' });
  const problems = element('ul', {});
  const missing = liveRegion({ class: 'setup-problems' });
  missing.append(problems);
  const words = element('p', { class: 'setup-words' });
  const notes = element('ul', { class: 'setup-notes' });
  const code = element('code');
  let yaml = '';
  const heading = element('h4', {}, 'As YAML for the settings file');
  const box = element('section', { class: 'setup-result', 'aria-label': 'What to enter' });
  box.append(element('h3', {}, 'Enter this'), missing, table, words, notes, heading);
  box.append(
    copy.button('YAML', () => yaml),
    element('pre', { tabindex: '0' }, code),
  );
  const show = (setup: WebhookSetup, keyShown: boolean) => {
    const wanted = rowsOf(setup, keyShown);
    for (const row of wanted) {
      const held = rows.get(row[0]) ?? resultRow(row[0], copy, table);
      rows.set(row[0], held);
      held.fill(row);
    }
    for (const [name, row] of rows) row.box.hidden = !wanted.some(([wantedName]) => wantedName === name);
    fill(problems, setup.problems);
    missing.hidden = setup.problems.length === 0;
    words.textContent = setup.acceptanceWords;
    fill(notes, [`Timeout: ${setup.timeoutWords}`, ...setup.notes]);
    code.textContent = yaml = setup.yaml;
  };
  return { box, show };
}

function rowsOf({ url, method, headers, timeoutMs, accept }: WebhookSetup, keyShown: boolean): Row[] {
  const header = headers.flatMap(({ name, value }): Row[] => [
    ['Header name', name],
    ['Header value', value, keyShown ? value : hidden(value)],
  ]);
  const criterion: Row[] =
    accept.by === 'status'
      ? [['Accept when the status code is', '200']]
      : [
          ['Field', accept.field],
          ['Condition', accept.condition],
          ['Value', String(accept.value ?? '')],
        ];
  return [['URL', url], ['Method', method], ...header, ['Timeout (ms)', String(timeoutMs)], ...criterion];
}

/** The key itself is not for those who look over one's shoulder; the placeholder is. */
function hidden(value: string): string {
  return value.replace(/^Bearer (?!YOUR_KEY$).+$/, 'Bearer ••••••••••••');
}

function resultRow(name: string, copy: Copier, table: HTMLElement) {
  const shown = element('code');
  let value = '';
  const button = copy.button(name, () => value);
  const box = element('div', {}, element('dt', {}, name), element('dd', {}, shown, button));
  table.append(box);
  const fill = (row: Row) => {
    value = row[1];
    shown.textContent = row[2] ?? row[1];
  };
  return { box, fill };
}

/** Same texts, same elements: what is read out aloud is only what is new. */
function fill(list: HTMLElement, texts: readonly string[]): void {
  if (texts.join('\n') === [...list.children].map(({ textContent }) => textContent).join('\n')) return;
  list.replaceChildren(...texts.map((text) => element('li', {}, text)));
}
