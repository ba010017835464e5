// What is plotted of an organization: answers a second, their age, requests spent and Genesys's latency.
import type { PlotSpec } from './plot.js';
import type { At } from './lists.js';
import type { OrganizationLine } from './status.js';

/** An organization, with what answers are promised to be. */
export type Panel = At<OrganizationLine> & { readonly freshForMs: number };

const HEIGHT = 110;
const STEPS_IN_A_MINUTE = 6;

const perSecond = (counts: readonly number[], stepMs: number) =>
  counts.map((count) => count / (stepMs / 1000));

/** Requests of the minute that ends with each step; in the first minute those so far. */
export function inTheLastMinute(counts: readonly number[]): number[] {
  return counts.map((_, index) =>
    counts.slice(Math.max(0, index + 1 - STEPS_IN_A_MINUTE), index + 1).reduce((sum, one) => sum + one, 0),
  );
}

/** Few digits: `0.4`, `12`. */
const short = (value: number) =>
  value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
const seconds = (ms: number) => `${short(ms / 1000)} s`;
const milliseconds = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : seconds(ms));

const latest = (values: ReadonlyArray<number | null>) => values.findLast((value) => value !== null) ?? null;

/** The plots of a panel, in order. */
export const trafficPlots: ReadonlyArray<PlotSpec<Panel>> = [
  {
    title: 'Answers a second',
    height: HEIGHT,
    lines: [
      { label: 'hit', colour: 'accent', filled: true },
      { label: 'miss', colour: 'second' },
      { label: 'stale', colour: 'third' },
      { label: 'failed', colour: 'bad' },
    ],
    least: 0.5,
    value: short,
    read: ({ traffic: { hits, misses, stale, failed, stepMs } }) =>
      [hits, misses, stale, failed].map((counts) => perSecond(counts, stepMs)),
    words: ({ traffic: { hits, misses, stale, failed } }) => {
      const [hit, miss, old, none] = [hits, misses, stale, failed].map((counts) =>
        counts.reduce((a, b) => a + b, 0),
      );
      return `Answers in the last 30 minutes: ${hit} hits, ${miss} misses, ${old} stale, ${none} failed.`;
    },
  },
  {
    title: 'Oldest answer',
    height: HEIGHT,
    lines: [
      { label: 'age', colour: 'accent', filled: true },
      { label: 'promised', colour: 'limit', limit: true },
    ],
    least: 1_000,
    value: seconds,
    read: ({ traffic, freshForMs }) => [traffic.oldestMs, freshForMs],
    words: ({ traffic: { oldestMs }, freshForMs }) => {
      const age = latest(oldestMs);
      return `Oldest answer: ${age === null ? 'none lately' : seconds(age)}; promised are ${seconds(freshForMs)}.`;
    },
  },
  {
    title: 'Requests to Genesys a minute',
    height: HEIGHT,
    lines: [
      { label: 'spent', colour: 'accent', filled: true },
      { label: 'at most', colour: 'second', limit: true },
      { label: 'limit', colour: 'limit', limit: true },
    ],
    least: 10,
    value: short,
    read: ({ traffic, budget }) => [
      inTheLastMinute(traffic.requests),
      budget.requestsSpendablePerMinute,
      budget.requestsAllowedPerMinute,
    ],
    words: ({ budget }) =>
      `${budget.requestsInWindow} of ${budget.requestsAllowedPerMinute} requests to Genesys this minute, ${budget.requestsSpendablePerMinute} may be spent.`,
  },
  {
    title: 'Genesys answers in',
    height: HEIGHT,
    lines: [
      { label: 'half', colour: 'accent', filled: true },
      { label: '95 %', colour: 'second' },
    ],
    least: 20,
    value: milliseconds,
    read: ({ traffic }) => [traffic.p50Ms, traffic.p95Ms],
    words: ({ upstream: { p50Ms, p95Ms, requests, failed } }) =>
      p50Ms === null
        ? 'Genesys was not asked lately.'
        : `Genesys answers in ${p50Ms} ms, 95 % within ${p95Ms} ms; ${failed} of ${requests} requests failed in the last 5 minutes.`,
  },
];
