// A table whose rows follow a list; on a narrow screen each row is a card, with the columns' names in it.
import { element, keyed, setText, type Part } from './dom.js';

/** A column: what stands in it for an item, as text or as a part of its own. */
export interface Column<T> {
  readonly label: string;
  readonly kind?: 'number' | 'wide';
  readonly text?: (item: T) => string;
  /** Further lines below the text, smaller. */
  readonly note?: (item: T) => string;
  /** A class for the cell that says how it stands: good, warn, bad. */
  readonly tone?: (item: T) => string;
  readonly part?: () => Part<T>;
}

/** Puts a table into `root`. @param empty what is said when there are no items */
export function table<T>(
  root: HTMLElement,
  caption: string,
  columns: ReadonlyArray<Column<T>>,
  keyOf: (item: T) => string,
  empty: string,
): (items: readonly T[]) => void {
  const heads = columns.map(({ label, kind = 'wide' }) =>
    element('th', { scope: 'col', class: kind }, label),
  );
  const body = element('tbody');
  const nothing = element('p', { class: 'empty' }, empty);
  const whole = element(
    'table',
    {},
    element('caption', { class: 'hidden' }, caption),
    element('thead', {}, element('tr', {}, ...heads)),
    body,
  );
  root.replaceChildren(nothing, whole);
  const rows = keyed(body, keyOf, () => row(columns));
  return (items) => {
    nothing.hidden = items.length > 0;
    whole.hidden = items.length === 0;
    rows(items);
  };
}

function row<T>(columns: ReadonlyArray<Column<T>>): Part<T> {
  const cells = columns.map((column, index) => cell(column, index === 0));
  return {
    root: element('tr', {}, ...cells.map(({ root }) => root)),
    update: (item) => cells.forEach((one) => one.update(item)),
  };
}

function cell<T>(column: Column<T>, isHead: boolean): Part<T> {
  const { label, kind = 'wide', text, note, tone } = column;
  const attributes = { class: kind, 'data-label': label, ...(isHead && { scope: 'row' }) };
  const root = element(isHead ? 'th' : 'td', attributes);
  const [main, small, own] = [element('span'), element('small'), column.part?.()];
  if (text) root.append(main);
  if (own) root.append(own.root);
  if (note) root.append(small);
  return {
    root,
    update(item) {
      if (text) setText(main, text(item));
      if (note) setText(small, note(item));
      if (tone) main.className = tone(item);
      own?.update(item);
    },
  };
}
