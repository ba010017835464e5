// What is asked: a card for each question, with the count of now and of the last half hour, searched where there are many.
import { element, keyed, setText, type Part } from './dom.js';
import { at, type Follow } from './lists.js';
import { queryCard, type Row } from './query-card.js';
import { found, isSearchable, matching } from './search.js';
import { copier } from './setup-copy.js';
import type { QueryLine, Status } from './status.js';

/** What is asked, by name: a place on the page is kept, whoever asks next. Those that nobody asks for stand last. */
export function queries(root: HTMLElement): Follow {
  const list = element('div', { class: 'queues', role: 'list' });
  const nothing = element('p', { class: 'empty' });
  nothing.append('Nobody has asked yet. ', element('a', { href: '#setup' }, 'Set up a webhook'));
  const copies = copier();
  const cards = keyed<Row>(
    list,
    ({ id }) => id,
    () => queryCard(copies),
  );
  let latest: Status | undefined;
  const show = () => {
    if (!latest) return;
    const shown = matching(latest.queries, search.text()).toSorted(byName);
    search.update({ status: latest, shown: shown.length });
    nothing.hidden = latest.queries.length > 0;
    list.hidden = shown.length === 0;
    const { freshForMs } = latest.promise;
    const several = latest.organizations.length > 1;
    cards(at(shown, latest).map((query) => ({ ...query, several, freshForMs })));
  };
  const search = searchBox(show);
  root.replaceChildren(search.root, nothing, list, copies.region);
  return (status) => {
    latest = status;
    show();
  };
}

function byName(a: QueryLine, b: QueryLine): number {
  const key = ({ state, queueName, queueId, words, id }: QueryLine) =>
    [state === 'asleep' ? 1 : 0, queueName ?? `~${queueId}`, words, id].join(' ');
  return key(a).localeCompare(key(b));
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
  const label = element('label', { for: 'query-search' }, 'Search queues');
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
