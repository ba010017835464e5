// One window of Genesys's rate limit: who may spend how much of it, and when.
import { spendable } from '../../src/genesys/budget.rules.js';
import { line, picture, shape, text } from './svg.js';

/** Genesys's usual limit; what the service goes by are the numbers in Genesys's own headers. */
const ALLOWED = 300;
const SECONDS = 60;

const WIDTH = 560;
const HEIGHT = 250;
const LEFT = 70;
const BOTTOM = 310;

const at = (second: number, requests: number): [number, number] => [
  LEFT + (second / SECONDS) * WIDTH,
  BOTTOM - (requests / ALLOWED) * HEIGHT,
];

export function budget(): string {
  const most = spendable({ allowed: ALLOWED });
  const label = (second: number, requests: number, words: string, bold = false) =>
    text(...at(second, requests), words, { size: 12, bold, anchor: 'middle' });
  const parts = [
    text(16, 30, 'Requests spent in one window of the rate limit', { size: 15, bold: true }),
    shape([at(0, most), at(0, ALLOWED), at(SECONDS, ALLOWED), at(SECONDS, most)], 'red'),
    shape([at(0, 0), at(0, most), at(SECONDS, most)], 'yellow'),
    shape([at(0, 0), at(SECONDS, most), at(SECONDS, 0)], 'green'),
    line(at(0, most), at(SECONDS, most), { head: false, colour: '#cf222e' }),
    line(at(0, 0), at(SECONDS, most), { head: false, dashed: true }),
    line(at(0, 0), [at(SECONDS, 0)[0] + 20, BOTTOM]),
    line(at(0, 0), [LEFT, at(0, ALLOWED)[1] - 12]),
    label(30, 263, 'left alone: for others who use the same OAuth client', true),
    label(18, 195, 'first questions only:', true),
    label(18, 178, 'nothing is held yet, so they don’t wait for the pace'),
    label(43, 70, 'refreshes too,', true),
    label(43, 53, 'the most wanted first, spread over the window'),
    ...[0, 15, 30, 45, 60].map((second) =>
      text(at(second, 0)[0], BOTTOM + 18, `${second} s`, { size: 12, anchor: 'middle' }),
    ),
    ...[0, most, ALLOWED].map((requests) =>
      text(LEFT - 8, at(0, requests)[1] + 4, String(requests), { size: 12, anchor: 'end' }),
    ),
    text(
      16,
      352,
      `${ALLOWED}: what Genesys allows. ${most}: 80 %, what is spent at most. Dashed: an even pace. Above the red line nothing`,
      { size: 12 },
    ),
    text(16, 369, 'is asked until the next window; answers then get older and say so.', { size: 12 }),
  ];
  return picture(
    {
      width: LEFT + WIDTH + 50,
      height: 386,
      title: 'How one window of the rate limit is spent',
      description:
        `Of ${ALLOWED} requests in ${SECONDS} seconds, ${most} are spent at most. Refreshes stay below an even pace from 0 to ${most} over ` +
        `the window. First questions may use what is left below ${most} at once. The rest is left alone, for others who use the same OAuth client.`,
    },
    parts,
  );
}
