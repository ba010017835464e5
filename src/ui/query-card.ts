// One question as a card: how many now, over the last half hour, and what became of the calls.
import { element, setText, type Part } from './dom.js';
import { ago, historyInWords, needsInWords, viewInWords } from './format.js';
import { count, type At } from './lists.js';
import { plot, type PlotSpec } from './plot.js';
import { peopleLook } from './queue-people.js';
import { queryDetail } from './query-detail.js';
import type { Copier } from './setup-copy.js';
import { ageInWords, stateInWords } from './state-words.js';
import type { Counted, QueryLine } from './status.js';

/** A question as its card shows it. */
export type Row = At<QueryLine> & {
  readonly freshForMs: number;
  /** Whether it has to be said whose it is. */
  readonly several: boolean;
};

/** A card that follows a question. */
export function queryCard(copies: Copier): Part<Row> {
  const name = element('h3');
  const [state, about] = [element('span', { class: 'state' }), element('p', { class: 'about' })];
  const [now, needs] = [element('span', { class: 'big' }), element('small')];
  const history = plot<Row>(HISTORY);
  const calls = callsPart();
  const detail = queryDetail(copies);
  let latest: Row | undefined;
  const look = peopleLook(() => latest);
  const root = element(
    'article',
    { class: 'card queue', role: 'listitem' },
    element('header', {}, name, state),
    about,
    element('div', { class: 'count-now' }, element('div', { class: 'number' }, now, needs), history.root),
    calls.root,
    detail.root,
    look,
  );
  return {
    root,
    update(row) {
      latest = row;
      setText(name, row.queueName ?? row.queueId);
      const [words, tone] = stateInWords(row);
      setText(state, words);
      state.className = `state ${tone}`;
      state.title = ageInWords(row);
      setText(about, aboutIt(row));
      setText(now, count(row.agentsAvailable));
      now.className = `big ${enough(row)}`;
      setText(needs, needsInWords(row));
      history.update(row);
      calls.update(row);
      detail.update(row);
    },
  };
}

const HISTORY: PlotSpec<Row> = {
  height: 96,
  stepped: true,
  lines: [
    { label: 'agents', colour: 'accent', filled: true },
    { label: 'needs', colour: 'limit', limit: true },
    { label: 'needs at most', colour: 'limit', limit: true },
  ],
  value: (value) => String(value),
  read: (row) => [row.history, ...limitsOf(row)],
  words: ({ history, agentsAvailable }) => historyInWords(history, agentsAvailable),
};

function aboutIt(row: Row): string {
  const parts = [row.words, viewInWords(row), ageInWords(row), row.several ? row.organization : ''];
  return parts.filter(Boolean).join(' · ');
}

function enough(row: Row): string {
  const { agentsAvailable } = row;
  const [least, most] = limitsOf(row);
  if (agentsAvailable === null || least === null) return '';
  return agentsAvailable >= (most ?? least) ? 'good' : 'warn';
}

/** The least that a caller wants, and the most where others want more. */
function limitsOf({ needs, needsByCaller }: QueryLine): readonly [number | null, number | null] {
  const all = needsByCaller.map((one) => one.needs);
  if (all.length === 0) return [needs, null];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return [least, most > least ? most : null];
}

/** Calls that were accepted and refused, as a bar and in words, and the last of them. */
function callsPart(): Part<At<Counted>> {
  const [yes, no] = [element('span', { class: 'yes' }), element('span', { class: 'no' })];
  const bar = element('div', { class: 'calls', 'aria-hidden': 'true' }, yes, no);
  const [sum, last] = [element('p', { class: 'sum' }), element('p', { class: 'last' })];
  return {
    root: element('div', { class: 'outcome' }, bar, sum, last),
    update(row) {
      const { judged, accepted } = row;
      bar.hidden = judged === 0;
      yes.style.flexGrow = String(accepted);
      no.style.flexGrow = String(judged - accepted);
      setText(sum, callsInWords(row));
      setText(last, lastInWords(row));
    },
  };
}

function callsInWords({ requests, judged, accepted, stale }: Counted): string {
  if (requests === 0) return 'No calls yet';
  const parts = [
    judged > 0 ? `${accepted} accepted, ${judged - accepted} refused` : `${requests} requests`,
    stale > 0 ? `${stale} stale` : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

function lastInWords({ last, now }: At<Counted>): string {
  if (!last) return '';
  const said = last.accept === null ? last.result : last.accept ? 'yes' : 'no';
  const many = last.total === null ? '' : `, ${last.total} counted`;
  return `Last: ${said}${many} · ${last.caller} · ${ago(last.at, now)}`;
}
