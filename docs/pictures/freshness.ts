// The time line of an answer's age: what a caller gets while Genesys answers, and while it can't.
import { box, line, picture, text, type Colour } from './svg.js';

/** Milliseconds, as in the settings. */
export interface Timings {
  readonly freshFor: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  readonly deadline: number;
}

interface Column {
  readonly name: string;
  readonly width: number;
  readonly colour: Colour;
  /** Genesys answers. */
  readonly well: readonly string[];
  /** It doesn't. */
  readonly ill: readonly string[];
}

const LEFT = 130;
const seconds = (ms: number) => `${ms / 1000} s`;

function columns(deadline: string): Column[] {
  return [
    {
      name: 'fresh',
      width: 150,
      colour: 'green',
      well: ['*the count', 'at once', '', 'hit; ttl=1'],
      ill: ['*the count', 'at once', '', 'hit; ttl=1'],
    },
    {
      name: 'while-revalidate',
      width: 170,
      colour: 'yellow',
      well: ['*the count', 'at once,', 'refreshed meanwhile', 'hit; ttl=-2'],
      ill: ['*the count', 'at once,', 'tried again meanwhile', 'hit; ttl=-2'],
    },
    {
      name: 'stale-if-error',
      width: 215,
      colour: 'orange',
      well: ['*the new count', `by the deadline (${deadline})`, '', 'fwd=miss'],
      ill: [
        '*the old count, marked stale',
        `by the deadline; at once`,
        'once a load has failed',
        'fwd=stale; detail=…',
      ],
    },
    {
      name: 'too old, or never counted',
      width: 215,
      colour: 'red',
      well: ['*the new count', `by the deadline (${deadline})`, '', 'fwd=miss'],
      ill: ['*the failure policy', 'members: 503', '/v1: closed, open or error', 'by the deadline'],
    },
  ];
}

export function freshness(timings: Timings): string {
  const { freshFor, staleWhileRevalidate, staleIfError, deadline } = timings;
  const bounds = [0, freshFor, freshFor + staleWhileRevalidate, freshFor + staleIfError];
  const parts = [text(16, 30, 'How old is the count that is held?', { size: 15, bold: true })];
  let x = LEFT;
  columns(seconds(deadline)).forEach(({ name, width, colour, well, ill }, index) => {
    const middle = x + width / 2;
    parts.push(
      text(middle, 62, name, { bold: true, anchor: 'middle' }),
      line([x, 82], [x, 98], { head: false }),
      text(x, 116, index === 0 ? '0' : seconds(bounds[index] ?? 0), { anchor: 'middle', size: 12 }),
      box({ x: x + 4, y: 132, w: width - 8, h: 92 }, well, colour),
      box({ x: x + 4, y: 236, w: width - 8, h: 92 }, ill, colour),
    );
    x += width;
  });
  parts.push(
    line([LEFT, 90], [x, 90]),
    text(16, 94, 'age, not to scale', { size: 12 }),
    text(16, 175, 'Genesys', { bold: true }),
    text(16, 193, 'answers'),
    text(16, 279, 'Genesys', { bold: true }),
    text(16, 297, 'cannot answer'),
    text(
      16,
      356,
      `What is asked for is refreshed before it is ${seconds(freshFor)} old, so callers are usually in the first column. A refusal by Genesys`,
      { size: 12 },
    ),
    text(16, 373, '(403, 404) is not an outage: it is passed on, and nothing old is given in its place.', {
      size: 12,
    }),
  );
  const [fresh, revalidate, error] = bounds.slice(1).map(seconds);
  return picture(
    {
      width: x + 16,
      height: 390,
      title: 'What a caller gets by the age of the count that is held',
      description:
        `Up to ${fresh}: the count, at once. Up to ${revalidate}: the count, at once, while it is refreshed in the background. ` +
        `Up to ${error}: if Genesys answers, the new count after a wait of at most ${seconds(deadline)}; if it cannot, the old ` +
        'count, marked as stale. Older, or never counted: the new count if Genesys answers, and otherwise the ' +
        'failure policy, which is 503 on the members route.',
    },
    parts,
  );
}
