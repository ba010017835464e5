// The tables of the page: what is asked, named webhooks, callers and problems.
import { ago, duration, share } from './format.js';
import { sparkline } from './sparkline.js';
import type { CallerLine, Counted, ProblemLine, QueryLine, Status, WebhookLine } from './status.js';
import { table, type Column } from './table.js';

type Follow = (status: Status) => void;

/** Rows know the moment of the report that they come from. */
type At<T> = T & { readonly now: string };
const at = <T extends object>(items: readonly T[], { now }: Status): Array<At<T>> =>
  items.map((item) => ({ ...item, now }));

const count = (value: number | null) => (value === null ? '?' : String(value));

function lastAnswer({ last }: At<Counted>): string {
  if (!last) return 'none yet';
  const said = last.accept === null ? last.result : last.accept ? 'yes' : 'no';
  return `${said}${last.total === null ? '' : `, ${last.total} counted`}`;
}

const lastNote = ({ last, now }: At<Counted>) =>
  last ? `to ${last.caller}, ${ago(last.at, now)}${last.accept === null ? '' : `, ${last.result}`}` : '';

const counted: ReadonlyArray<Column<At<Counted>>> = [
  { label: 'Last answer', text: lastAnswer, note: lastNote },
  { label: 'Accepted', kind: 'number', text: ({ accepted, judged }) => share(accepted, judged) },
  { label: 'Stale', kind: 'number', text: ({ stale, requests }) => share(stale, requests) },
];

const STATES: Readonly<Record<string, readonly [words: string, tone: string]>> = {
  fresh: ['fresh', 'good'],
  older: ['being refreshed', 'good'],
  stale: ['stale: Genesys can’t be asked', 'warn'],
  unknown: ['not known', 'bad'],
  refused: ['refused by Genesys', 'bad'],
  asleep: ['not asked lately', ''],
};

/** What is asked, the most recent first. */
export function queries(root: HTMLElement): Follow {
  const columns: ReadonlyArray<Column<At<QueryLine>>> = [
    { label: 'Queue', text: ({ queueName, queueId }) => queueName ?? queueId, note: queueNote },
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
      note: ageNote,
    },
    ...counted,
  ];
  const follow = table(
    root,
    'Queries, most recently asked first',
    columns,
    ({ id }) => id,
    'Nobody has asked yet.',
  );
  return (status) => follow(at(status.queries, status));
}

const queueNote = ({ queueName, queueId, organization }: QueryLine) =>
  queueName === null ? organization : `${queueId} · ${organization}`;

function ageNote({ ageMs, failure }: QueryLine): string {
  const age = ageMs === null ? 'never counted' : `${duration(ageMs)} old`;
  return failure ? `${age}. ${failure.title}. ${failure.hint}` : age;
}

/** Named webhooks of the settings. */
export function webhooks(root: HTMLElement): Follow {
  const columns: ReadonlyArray<Column<At<WebhookLine>>> = [
    { label: 'Webhook', text: ({ name }) => name, note: ({ organization }) => organization },
    { label: 'Queues', text: ({ queues }) => queues.map(({ id, name }) => name ?? id).join(', ') },
    { label: 'Counted are', text: ({ words }) => words },
    {
      label: 'Now',
      kind: 'number',
      text: ({ agentsAvailable }) => count(agentsAvailable),
      tone: () => 'big',
    },
    {
      label: 'Accepts when',
      text: ({ condition }) => condition,
      note: ({ failurePolicy }) => `if not known: ${failurePolicy}`,
    },
    ...counted,
  ];
  const empty = 'None in the settings; “Set up a webhook” writes them.';
  const follow = table(root, 'Named webhooks', columns, ({ name }) => name, empty);
  return (status) => follow(at(status.webhooks, status));
}

/** Those who may ask. */
export function callers(root: HTMLElement): Follow {
  const columns: ReadonlyArray<Column<At<CallerLine>>> = [
    { label: 'Caller', text: ({ name }) => name, note: ({ organization }) => organization },
    { label: 'Requests', kind: 'number', text: ({ requests }) => String(requests) },
    { label: 'Last seen', text: ({ lastSeenAt, now }) => ago(lastSeenAt, now) },
    {
      label: 'Refused',
      kind: 'number',
      text: ({ refused }) => String(refused),
      tone: ({ refused }) => (refused > 0 ? 'warn' : ''),
    },
    {
      label: 'Last refusal',
      text: ({ lastRefusal, now }) =>
        lastRefusal ? `${lastRefusal.code}, ${ago(lastRefusal.at, now)}` : '–',
      note: ({ lastRefusal }) => lastRefusal?.hint ?? '',
    },
  ];
  const follow = table(root, 'Callers', columns, ({ name }) => name, 'No caller is configured.');
  return (status) => follow(at(status.callers, status));
}

/** What went wrong lately, and what to do. */
export function problems(root: HTMLElement): Follow {
  const columns: ReadonlyArray<Column<At<ProblemLine>>> = [
    { label: 'Where', text: ({ where }) => where },
    {
      label: 'What',
      text: ({ title }) => title,
      note: ({ code, detail, title }) => `${code}${detail === title ? '' : `: ${detail}`}`,
    },
    { label: 'What to do', text: ({ hint }) => hint },
    {
      label: 'State',
      text: ({ ongoing }) => (ongoing ? 'goes on' : 'over'),
      tone: ({ ongoing }) => `state ${ongoing ? 'bad' : ''}`,
      note: ({ count: times, since, at: last, now }) =>
        times === 1 ? ago(last, now) : `${times} times, first ${ago(since, now)}, last ${ago(last, now)}`,
    },
  ];
  const keyOf = ({ where, code, since }: ProblemLine) => `${where} ${code} ${since}`;
  const follow = table(root, 'Problems, newest first', columns, keyOf, 'None since the start.');
  return (status) => follow(at(status.problems, status));
}
