// A table that follows a list: rows are kept by key and changed in place. On a small screen each row is a card.
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

/** What is told of a table. */
interface TableParts<T> {
  readonly caption: string;
  readonly columns: ReadonlyArray<Column<T>>;
  readonly keyOf: (item: T) => string;
  /** What is said when there are no items. */
  readonly empty: string;
  /** What stands below a row, as wide as the table; without any text it is hidden. */
  readonly detail?: () => Part<T>;
}

/**
 * Puts a table into `root`. The roles are written out: where the layout changes how a table is displayed, browsers
 * take it for a table no longer.
 */
export function table<T>(root: HTMLElement, parts: TableParts<T>): (items: readonly T[]) => void {
  const heads = parts.columns.map(({ label, kind = 'wide' }) =>
    element('th', { scope: 'col', role: 'columnheader', class: kind }, label),
  );
  const nothing = element('p', { class: 'empty' }, parts.empty);
  const whole = element(
    'table',
    { class: 'list', role: 'table' },
    element('caption', { class: 'hidden' }, parts.caption),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads)),
  );
  root.replaceChildren(nothing, whole);
  const rows = keyed(whole, parts.keyOf, () => row(parts), whole.children.length);
  return (items) => {
    nothing.hidden = items.length > 0;
    whole.hidden = items.length === 0;
    rows(items);
  };
}

/** A group of one or two rows: the item, and what there is to say of it. */
function row<T>({ columns, detail }: TableParts<T>): Part<T> {
  const cells = columns.map((column, index) => cell(column, index === 0));
  const main = element('tr', { role: 'row' }, ...cells.map(({ root }) => root));
  const more = detail?.();
  if (!more)
    return {
      root: element('tbody', { role: 'rowgroup' }, main),
      update: (item) => cells.forEach((one) => one.update(item)),
    };
  const wide = element('td', { colspan: String(columns.length), role: 'cell', class: 'detail' }, more.root);
  const below = element('tr', { role: 'row' }, wide);
  return {
    root: element('tbody', { role: 'rowgroup' }, main, below),
    update(item) {
      cells.forEach((one) => one.update(item));
      more.update(item);
      below.hidden = more.root.textContent === '';
    },
  };
}

function cell<T>(column: Column<T>, isHead: boolean): Part<T> {
  const { label, kind = 'wide', text, note, tone } = column;
  const role = isHead ? { scope: 'row', role: 'rowheader' } : { role: 'cell' };
  const root = element(isHead ? 'th' : 'td', { class: kind, 'data-label': label, ...role });
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
