// Half an hour of a count, small. The only importer of uPlot.
import uPlot from 'uplot';
import { element, setText, type Part } from './dom.js';
import { historyInWords, tooShort } from './format.js';
import type { QueryLine } from './status.js';

const [WIDTH, HEIGHT] = [150, 34];
const STEP_SECONDS = 10;
const POINTS = 180;
/** A count stays until the next one. */
const stepped = uPlot.paths.stepped?.({ align: 1 });

/** Told to every sparkline of the page when light becomes dark or the other way. */
const THEME_CHANGE = 'themechange';
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const one of document.querySelectorAll('.sparkline')) one.dispatchEvent(new Event(THEME_CHANGE));
});

/** What is drawn, and the count of this moment, which may be newer. */
type Counts = Pick<QueryLine, 'history' | 'agentsAvailable'>;

/** A line of counts, with the same in words for those who don't see it. */
export function sparkline<T extends Counts>(): Part<T> {
  const canvas = element('div', { 'aria-hidden': 'true' });
  const words = element('span', { class: 'hidden' });
  const note = element('small');
  const root = element('div', { class: 'sparkline' }, canvas, words, note);
  let plot: uPlot | undefined;
  let drawn = '';
  root.addEventListener(THEME_CHANGE, () => plot?.redraw());
  return {
    root,
    update({ history, agentsAvailable }) {
      const inWords = historyInWords(history, agentsAvailable);
      const lack = tooShort(history);
      setText(note, lack ?? '');
      canvas.hidden = lack !== undefined;
      setText(words, lack ? '' : inWords);
      root.title = inWords;
      const key = history.join();
      if (lack || (key === drawn && plot)) return;
      drawn = key;
      const data = dataOf(history);
      if (plot) plot.setData(data);
      else plot = new uPlot(options(), data, canvas);
    },
  };
}

/** The newest point stands at the right, whatever is known. */
function dataOf(history: ReadonlyArray<number | null>): uPlot.AlignedData {
  const xs = Array.from({ length: POINTS }, (_, index) => (index - POINTS + 1) * STEP_SECONDS);
  const unknown = Array.from({ length: POINTS - history.length }, () => null);
  return [xs, [...unknown, ...history]];
}

/** Asked anew at each drawing, so that it is that of the theme of now. */
const accent = () =>
  getComputedStyle(document.documentElement).getPropertyValue('--accent').trim() || '#0b6e6e';

function options(): uPlot.Options {
  return {
    width: WIDTH,
    height: HEIGHT,
    pxAlign: false,
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    legend: { show: false },
    scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, Math.max(1, most) * 1.1] } },
    axes: [{ show: false }, { show: false }],
    series: [
      {},
      {
        stroke: accent,
        fill: () => `${accent()}26`,
        width: 1.5,
        points: { show: false },
        ...(stepped && { paths: stepped }),
      },
    ],
  };
}
