// What is asked: a table with the latest count of each query, searched where there are many.
import { element, setText, type Part } from './dom.js';
import { viewInWords } from './format.js';
import { at, count, counted, type At, type Follow } from './lists.js';
import { queryDetail, type Detailed } from './query-detail.js';
import { found, isSearchable, matching } from './search.js';
import { copier } from './setup-copy.js';
import { sparkline } from './sparkline.js';
import { ageInWords, stateInWords } from './state-words.js';
import type { Status } from './status.js';
import { table, type Column } from './table.js';

/** A query as its row shows it. */
type Row = At<Detailed> & { readonly freshForMs: number };

const COLUMNS: ReadonlyArray<Column<Row>> = [
  {
    label: 'Queue',
    text: ({ queueName, queueId }) => queueName ?? queueId,
    note: ({ queueName, queueId, organization }) =>
      queueName === null ? organization : `${queueId} · ${organization}`,
  },
  { label: 'Counted are', text: ({ words }) => words, note: viewInWords },
  {
    label: 'Now',
    kind: 'number',
    text: ({ agentsAvailable }) => count(agentsAvailable),
    tone: () => 'big',
  },
  { label: 'Last 30 minutes', part: () => sparkline<Row>() },
  {
    label: 'State',
    text: (row) => stateInWords(row)[0],
    tone: (row) => `state ${stateInWords(row)[1]}`,
    note: ageInWords,
  },
  ...counted,
];

/** Reasons that are shown in full at first. */
const FEW_REASONS = 3;

/** What is asked, the most recent first. */
export function queries(root: HTMLElement): Follow {
  const list = element('div');
  const copies = copier();
  const follow = table<Row>(list, {
    caption: 'Queries, most recently asked first',
    columns: COLUMNS,
    keyOf: ({ id }) => id,
    empty: 'Nobody has asked yet.',
    detail: () => queryDetail(copies),
  });
  let latest: Status | undefined;
  const show = () => {
    if (!latest) return;
    const shown = matching(latest.queries, search.text());
    search.update({ status: latest, shown: shown.length });
    // With a search that finds nothing it says so itself.
    list.hidden = shown.length === 0 && latest.queries.length > 0;
    const few = shown.filter(({ nobody }) => nobody !== null).length <= FEW_REASONS;
    const { freshForMs } = latest.promise;
    follow(at(shown, latest).map((query) => ({ ...query, few, freshForMs })));
  };
  const search = searchBox(show);
  root.replaceChildren(search.root, list, copies.region);
  return (status) => {
    latest = status;
    show();
  };
}

interface Search {
  readonly status: Status;
  readonly shown: number;
}

/** Stays as it is while the report goes on; tells how many there are. */
function searchBox(changed: () => void): Part<Search> & { text(): string } {
  const input = element('input', {
    ...{ type: 'search', id: 'query-search', autocomplete: 'off', spellcheck: 'false' },
    placeholder: 'queue, id or filter',
  });
  const said = element('p', { role: 'status' });
  const label = element('label', { for: 'query-search' }, 'Search queries');
  const root = element('div', { class: 'search', role: 'search' }, label, input, said);
  input.addEventListener('input', changed);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || input.value === '') return;
    input.value = '';
    changed();
  });
  return {
    root,
    text: () => input.value,
    update({ status, shown }) {
      // Whoever searches goes on, also when fewer are left.
      root.hidden = !isSearchable(status.queries.length) && input.value === '';
      setText(said, found(shown, status, input.value));
    },
  };
}
