// What one caller with a valid key and its queues can do by asking alone.
import { page, type Upstream } from './upstream.js';

/** One request of an attack. */
export interface Ask {
  readonly path: string;
  readonly body?: string;
  /** On the admin listener. */
  readonly admin?: boolean;
}

export interface Attack {
  readonly name: string;
  prepare(upstream: Upstream): void;
  asks(): Iterable<Ask>;
  /** Requests at once. */
  readonly atOnce: number;
  /** How often `/status` is asked for meanwhile, in milliseconds. */
  readonly statusEvery?: number;
}

export const queueId = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const members = (queue: number, query: string) => `/api/v2/routing/queues/${queueId(queue)}/members?${query}`;

/** `count` values of `length` characters, other ones for each `seed`. */
const values = (seed: number, count: number, length: number) =>
  Array.from({ length: count }, (_, index) => `${seed}-${index}-`.padEnd(length, 's'));

function* times<T>(count: number, make: (index: number) => T): Generator<T> {
  for (let index = 0; index < count; index++) yield make(index);
}

/** Long questions and odd pages in turns, for as long as it is let. */
export const EVERYTHING: Attack = {
  name: 'long questions and odd pages without end',
  atOnce: 32,
  statusEvery: 1_000,
  prepare: (upstream) => upstream.answer(page(100, 5_000)),
  asks: () =>
    times(Infinity, (n) => ({
      path:
        n % 2 === 0
          ? members(1, `skills=${values(n, 30, 240).join()}`)
          : members(n % 150, `expand=presence&pageSize=${20 + (Math.floor(n / 150) % 80)}&pageNumber=1`),
    })),
};

export const ATTACKS: readonly Attack[] = [
  {
    name: '4,200 distinct questions with long filters',
    atOnce: 32,
    prepare: (upstream) => upstream.answer(page(3, 600)),
    asks: () => times(4_200, (n) => ({ path: members(1, `skills=${values(n, 30, 240).join()}`) })),
  },
  {
    name: '4,200 bodies of distinct skills',
    atOnce: 32,
    prepare: (upstream) => upstream.answer(page(3, 600)),
    asks: () =>
      times(4_200, (n) => ({
        path: `/v1/queues/${queueId(1)}/availability`,
        body: JSON.stringify({ skills: values(n, 32, 250) }),
      })),
  },
  {
    name: 'odd pages of 150 queues with entities of 5 KB',
    atOnce: 8,
    prepare: (upstream) => upstream.answer(page(100, 5_000)),
    asks: () =>
      times(9_000, (n) => ({
        path: members(n % 150, `expand=presence&pageSize=${20 + (Math.floor(n / 150) % 80)}&pageNumber=1`),
      })),
  },
  {
    name: '1,000 plain queries of one queue that count nobody, /status asked for',
    atOnce: 8,
    statusEvery: 500,
    prepare: (upstream) => upstream.answer(page(0, 0)),
    asks: () => times(3_000, (n) => ({ path: members(1, `expand=presence&name=q${n % 1_000}`) })),
  },
  {
    name: 'long questions that count nobody, /status asked for',
    atOnce: 8,
    statusEvery: 500,
    prepare: (upstream) => upstream.answer(page(0, 0)),
    asks: () => times(2_000, (n) => ({ path: members(1, `skills=${values(n % 1_000, 30, 240).join()}`) })),
  },
  {
    name: 'answers of 16 MB',
    atOnce: 1,
    prepare: (upstream) => upstream.answer(page(100, 160_000)),
    asks: () => times(6, (n) => ({ path: members(n, 'expand=presence&pageSize=1') })),
  },
  {
    name: 'answers with two million brackets',
    atOnce: 1,
    prepare: (upstream) =>
      upstream.answer(`{"entities":[{"id":"a","x":${'['.repeat(1e6)}${']'.repeat(1e6)}}]}`),
    asks: () => times(6, (n) => ({ path: members(n, 'expand=presence&pageSize=1') })),
  },
  {
    name: 'bodies of 8,000 repeated values',
    atOnce: 4,
    prepare: (upstream) => upstream.answer(page(3, 600)),
    asks: () =>
      times(60, () => ({
        path: `/v1/queues/${queueId(1)}/availability`,
        body: JSON.stringify({ skills: Array.from({ length: 8_000 }, () => 1) }),
      })),
  },
];
