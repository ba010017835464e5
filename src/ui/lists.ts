// The tables of the page beside its queries: named webhooks, callers and problems.
import { ago, hintFor, sentence, share } from './format.js';
import type { CallerLine, Counted, KeyLine, ProblemLine, Status, WebhookLine } from './status.js';
import { table, type Column } from './table.js';

export type Follow = (status: Status) => void;

/** Rows know the moment of the report that they come from. */
export type At<T> = T & { readonly now: string };
export const at = <T extends object>(items: readonly T[], { now }: Status): Array<At<T>> =>
  items.map((item) => ({ ...item, now }));

export const count = (value: number | null) => (value === null ? '?' : String(value));

function lastAnswer({ last }: At<Counted>): string {
  if (!last) return 'none yet';
  const said = last.accept === null ? last.result : last.accept ? 'yes' : 'no';
  return `${said}${last.total === null ? '' : `, ${last.total} counted`}`;
}

const lastNote = ({ last, now }: At<Counted>) =>
  last ? `to ${last.caller}, ${ago(last.at, now)}${last.accept === null ? '' : `, ${last.result}`}` : '';

/** What became of the answers. */
export const counted: ReadonlyArray<Column<At<Counted>>> = [
  { label: 'Last answer', text: lastAnswer, note: lastNote },
  { label: 'Accepted', kind: 'number', text: ({ accepted, judged }) => share(accepted, judged) },
  { label: 'Stale', kind: 'number', text: ({ stale, requests }) => share(stale, requests) },
];

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
  const follow = table(root, {
    caption: 'Named webhooks',
    columns,
    keyOf: ({ name }) => name,
    empty: 'None in the settings; “Set up a webhook” writes them.',
  });
  return (status) => follow(at(status.webhooks, status));
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** How much a key is used: of a rotation, whether the old one still is. */
export function keyInWords({ digest, requests, lastUsedAt }: KeyLine, now: string): string {
  return `${digest}…: ${lastUsedAt === null ? 'not used' : `${requests}, last ${ago(lastUsedAt, now)}`}`;
}

/** Those who may ask. */
export function callers(root: HTMLElement): Follow {
  const columns: ReadonlyArray<Column<At<CallerLine>>> = [
    { label: 'Caller', text: ({ name }) => name, note: ({ organization }) => organization },
    { label: 'Requests', kind: 'number', text: ({ requests }) => String(requests) },
    {
      label: 'Rate limit',
      text: ({ share }) => (share ? `${share.spentInLastMinute} of ${share.sharePerMinute}` : '–'),
      note: ({ share }) =>
        share ? `a minute, its even share; ${share.newQueriesInLastMinute} new queries` : '',
      tone: ({ share }) => (share && share.spentInLastMinute > share.sharePerMinute ? 'warn' : ''),
    },
    {
      label: 'Keys',
      text: ({ keys, now }) => keys.map((key) => keyInWords(key, now)).join('; ') || 'none needed',
      note: ({ keys }) =>
        keys.length > 1 ? 'first characters of the digests; one that is not used any more can go' : '',
    },
    { label: 'Last seen', text: ({ lastSeenAt, now }) => ago(lastSeenAt, now) },
    {
      label: 'Held',
      kind: 'number',
      text: ({ heldBytes }) => megabytes(heldBytes),
      note: ({ heldShareBytes }) => `share ${megabytes(heldShareBytes)}`,
    },
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
      note: ({ lastRefusal }) => (lastRefusal ? `${sentence(lastRefusal.detail)} ${lastRefusal.hint}` : ''),
    },
  ];
  const empty = 'No caller is configured.';
  const follow = table(root, { caption: 'Callers', columns, keyOf: ({ name }) => name, empty });
  return (status) => follow(at(status.callers, status));
}

/** What goes on or went wrong lately, one line for each place and kind, and what to do. */
export function problems(root: HTMLElement): Follow {
  const columns: ReadonlyArray<Column<At<ProblemLine>>> = [
    { label: 'Where', text: ({ where }) => where },
    {
      label: 'What',
      text: ({ title }) => title,
      note: ({ code, detail, title }) => `${code}${detail === title ? '' : `: ${detail}`}`,
    },
    { label: 'What to do', text: hintFor },
    {
      label: 'State',
      text: ({ ongoing }) => (ongoing ? 'goes on' : 'over'),
      tone: ({ ongoing }) => `state ${ongoing ? 'bad' : ''}`,
      note: ({ count: times, since, at: last, now }) =>
        times === 1 ? ago(last, now) : `${times} times, first ${ago(since, now)}, last ${ago(last, now)}`,
    },
  ];
  const follow = table(root, {
    caption: 'Problems, ongoing ones first',
    columns,
    keyOf: ({ where, code }) => `${where} ${code}`,
    empty: 'None since the start.',
  });
  return (status) => follow(at(status.problems, status));
}
