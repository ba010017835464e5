// What is asked: a table with the latest count of each query, searched where there are many.
import { element, setText, type Part } from './dom.js';
import { duration } from './format.js';
import { at, count, counted, type At, type Follow } from './lists.js';
import { queryDetail } from './query-detail.js';
import { found, isSearchable, matching } from './search.js';
import { copier } from './setup-copy.js';
import { sparkline } from './sparkline.js';
import type { QueryLine, Status } from './status.js';
import { table, type Column } from './table.js';

const STATES: Readonly<Record<string, readonly [words: string, tone: string]>> = {
  fresh: ['fresh', 'good'],
  older: ['being refreshed', 'good'],
  stale: ['stale: Genesys can’t be asked', 'warn'],
  unknown: ['not known', 'bad'],
  refused: ['refused by Genesys', 'bad'],
  asleep: ['not asked lately', ''],
};

const COLUMNS: ReadonlyArray<Column<At<QueryLine>>> = [
  {
    label: 'Queue',
    text: ({ queueName, queueId }) => queueName ?? queueId,
    note: ({ queueName, queueId, organization }) =>
      queueName === null ? organization : `${queueId} · ${organization}`,
  },
  { label: 'Counted are', text: ({ words }) => words },
  {
    label: 'Now',
    kind: 'number',
    text: ({ agentsAvailable }) => count(agentsAvailable),
    tone: () => 'big',
  },
  { label: 'Last 30 minutes', part: () => sparkline<At<QueryLine>>(({ history }) => history) },
  {
    label: 'State',
    text: ({ state }) => STATES[state]?.[0] ?? state,
    tone: ({ state }) => `state ${STATES[state]?.[1] ?? ''}`,
    note: ({ ageMs }) => (ageMs === null ? 'never counted' : `${duration(ageMs)} old`),
  },
  ...counted,
];

/** What is asked, the most recent first. */
export function queries(root: HTMLElement): Follow {
  const list = element('div');
  const copies = copier();
  const follow = table<At<QueryLine>>(list, {
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
    follow(at(shown, latest));
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
