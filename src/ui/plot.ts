// Half an hour of numbers as lines with a scale. The only importer of uPlot.
import uPlot from 'uplot';
import { element, setText, type Part } from './dom.js';
import { duration, timeOfDay, tooShort } from './format.js';

type Points = ReadonlyArray<number | null>;

/** One line of a plot. */
interface Line {
  readonly label: string;
  /** The name of its colour in the style sheet. */
  readonly colour: string;
  /** A limit: drawn dashed, and the same all the time. */
  readonly limit?: true;
  /** The area below it is tinted. */
  readonly filled?: true;
}

/** What a plot is told once. */
export interface PlotSpec<T> {
  readonly title?: string;
  readonly lines: readonly Line[];
  readonly height: number;
  /** Whether a value stays until the next one, as a count does. */
  readonly stepped?: true;
  /** The scale reaches this far at least. */
  readonly least?: number;
  /** A value as people read it. */
  readonly value: (value: number) => string;
  /** The points of each line, oldest first, and for a limit its one value, null where there is none. */
  readonly read: (item: T) => ReadonlyArray<Points | number | null>;
  /** The same in words, for those who don't see it. */
  readonly words: (item: T) => string;
}

const STEP_SECONDS = 10;
const steps = uPlot.paths.stepped?.({ align: 1 });

/** Told to every plot of the page when light becomes dark or the other way. */
const THEME_CHANGE = 'themechange';
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const one of document.querySelectorAll('.plot')) one.dispatchEvent(new Event(THEME_CHANGE));
});

/** A plot whose axis begins where its data begin. */
export function plot<T>(spec: PlotSpec<T>): Part<T> {
  const canvas = element('div', { class: 'canvas', 'aria-hidden': 'true' });
  const [words, note] = [element('span', { class: 'hidden' }), element('small')];
  const legend = legendOf(spec);
  const axis = timeAxis();
  const title = element('span', { class: 'plot-title' }, spec.title ?? '');
  const head = element('figcaption', { hidden: !spec.title && spec.lines.length < 2 }, title, legend.root);
  const root = element('figure', { class: 'plot' }, head, canvas, axis.root, note, words);
  let [chart, shownData]: [uPlot | undefined, uPlot.AlignedData] = [undefined, [[]]];
  const follow = (index: number | null | undefined) => {
    const at = index ?? shownData[0].length - 1;
    legend.update(
      shownData
        .slice(1)
        .toReversed()
        .map((line) => line?.[at] ?? null),
    );
    axis.point(index === null || index === undefined ? undefined : (shownData[0][at] ?? 0));
  };
  root.addEventListener(THEME_CHANGE, () => chart?.redraw());
  new ResizeObserver(() => chart?.setSize({ width: canvas.clientWidth, height: spec.height })).observe(
    canvas,
  );
  return {
    root,
    update(item) {
      const read = spec.read(item);
      const lack = tooShort(read.find((line) => typeof line === 'object' && line !== null) as Points);
      setText(note, lack ?? '');
      for (const part of [canvas, axis.root]) part.hidden = lack !== undefined;
      setText(words, spec.words(item));
      shownData = dataOf(read);
      axis.update(-(shownData[0][0] ?? 0));
      if (lack === undefined && chart) chart.setData(shownData);
      else if (lack === undefined)
        chart = new uPlot(optionsOf(spec, canvas.clientWidth, follow), shownData, canvas);
      follow(chart?.cursor.idx);
    },
  };
}

/** Nothing before the first point is drawn. The first line comes last, so that it lies on top. Seconds before now, 0 is now. */
function dataOf(read: ReadonlyArray<Points | number | null>): uPlot.AlignedData {
  const known = read.filter((line): line is Points => typeof line === 'object' && line !== null);
  const length = Math.max(...known.map((line) => line.length));
  const first = Math.max(
    0,
    Math.min(...known.map((line) => line.findIndex((value) => value !== null)).filter((at) => at >= 0)),
  );
  const from = Number.isFinite(first) ? first : 0;
  const xs = Array.from(
    { length: length - from },
    (_, index) => (index - (length - from) + 1) * STEP_SECONDS,
  );
  return [
    xs,
    ...read
      .toReversed()
      .map((line) => (typeof line === 'object' && line !== null ? line.slice(from) : xs.map(() => line))),
  ] as uPlot.AlignedData;
}

/** What each line is, with its value: of now, or of where the pointer is. */
function legendOf<T>({ lines, value }: PlotSpec<T>): Part<ReadonlyArray<number | null>> {
  const values = lines.map(() => element('b'));
  const items = lines.map(({ label, colour, limit }, index) =>
    element(
      'span',
      { class: limit ? 'key limit' : 'key', 'data-colour': colour },
      `${label} `,
      values[index] ?? '',
    ),
  );
  return {
    root: element('span', { class: 'legend', 'aria-hidden': 'true' }, ...items),
    update: (now) =>
      now.forEach((one, index) => {
        const [text, item] = [values[index], items[index]];
        if (text) setText(text, one === null ? '–' : value(one));
        if (item && lines[index]?.limit) item.hidden = one === null;
      }),
  };
}

/** Where the axis begins and ends. */
function timeAxis() {
  const [from, at, to] = [element('span'), element('span'), element('span', {}, 'now')];
  return {
    root: element('div', { class: 'axis', 'aria-hidden': 'true' }, from, at, to),
    /** @param seconds how long ago the first point is */
    update: (seconds: number) => setText(from, `${duration(seconds * 1000)} ago`),
    /** @param seconds the moment that is pointed at, negative */
    point: (seconds: number | undefined) =>
      setText(at, seconds === undefined ? '' : timeOfDay(Date.now() + seconds * 1000)),
  };
}

/** Asked anew at each drawing, so that it is that of the theme of now. */
const colourOf = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || '#0b6e6e';

const FONT = '11px system-ui, sans-serif';

function optionsOf<T>(
  { lines, height, stepped, least = 1, value }: PlotSpec<T>,
  width: number,
  follow: (index: number | null | undefined) => void,
): uPlot.Options {
  return {
    width,
    height,
    padding: [8, 4, 8, 0],
    cursor: { x: true, y: false, points: { size: 6 }, drag: { x: false, y: false } },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    legend: { show: false },
    hooks: { setCursor: [(self) => follow(self.cursor.idx)] },
    scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, Math.max(least, most) * 1.12] } },
    axes: [
      { show: false },
      {
        size: 48,
        gap: 3,
        space: 24,
        font: FONT,
        stroke: () => colourOf('muted'),
        grid: { stroke: () => colourOf('grid'), width: 1 },
        ticks: { show: false },
        values: (_plot, splits) => splits.map((split) => value(split)),
        ...(stepped && { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] }),
      },
    ],
    series: [
      {},
      ...lines.toReversed().map(({ colour, limit, filled }): uPlot.Series => ({
        stroke: () => colourOf(colour),
        width: limit ? 1 : 1.75,
        points: { show: false },
        ...(limit && { dash: [5, 4] }),
        ...(filled && { fill: () => `${colourOf(colour)}22` }),
        ...(stepped && !limit && steps && { paths: steps }),
      })),
    ],
  };
}
