// The few shapes that the pictures of the documentation are made of, as SVG text.

/** Fill and line of a box. Every picture has a white ground of its own, so it reads the same on a dark page. */
export const COLOURS = {
  plain: ['#ffffff', '#57606a'],
  grey: ['#f6f8fa', '#8c959f'],
  green: ['#dafbe1', '#1a7f37'],
  yellow: ['#fff8c5', '#9a6700'],
  orange: ['#ffe7d6', '#bc4c00'],
  red: ['#ffebe9', '#cf222e'],
  blue: ['#ddf4ff', '#0969da'],
} as const;

export type Colour = keyof typeof COLOURS;

/** A rectangle in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const INK = '#1f2328';
const LINE_HEIGHT = 1.35;
/** Widths of an average letter by the size of the font; a little more than fonts have. */
const [LETTER, BOLD_LETTER] = [0.52, 0.58];

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: string;
}

const escaped = (words: string) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line of text; `y` is its base line. */
export function text(x: number, y: number, words: string, style: TextStyle = {}): string {
  const { size = 13, bold = false, anchor = 'start', colour = INK } = style;
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${colour}"${weight}>${escaped(words)}</text>`;
}

/**
 * A box with lines of text in its middle; a line that begins with `*` is bold.
 * @throws Error when a line is too long for it, so that no picture is drawn that can't be read
 */
export function box(place: Place, lines: readonly string[], colour: Colour, size = 12): string {
  const { x, y, w, h } = place;
  const [fill, stroke] = COLOURS[colour];
  const first = y + h / 2 - ((lines.length - 1) / 2) * size * LINE_HEIGHT + size * 0.35;
  const written = lines.map((line, index) => {
    const bold = line.startsWith('*');
    const words = bold ? line.slice(1) : line;
    if (words.length * size * (bold ? BOLD_LETTER : LETTER) > w - 8)
      throw new Error(`too long for its box: ${words}`);
    const style = { size, bold, anchor: 'middle' } as const;
    return text(x + w / 2, Math.round(first + index * size * LINE_HEIGHT), words, style);
  });
  const frame = `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="5" fill="${fill}" stroke="${stroke}"/>`;
  return [frame, ...written].join('\n');
}

/** A line from one point to another; with a head at its end unless told otherwise. */
export function line(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  { head = true, dashed = false, colour = INK }: { head?: boolean; dashed?: boolean; colour?: string } = {},
): string {
  const end = head ? ' marker-end="url(#head)"' : '';
  const dash = dashed ? ' stroke-dasharray="5 4"' : '';
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-width="1.5"${dash}${end}/>`;
}

/** A filled shape without a frame, through these points. */
export function shape(points: ReadonlyArray<readonly [number, number]>, colour: Colour): string {
  return `<polygon points="${points.map((point) => point.join(',')).join(' ')}" fill="${COLOURS[colour][0]}"/>`;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** What the picture is, for those who don't see it. */
  readonly title: string;
  /** What it says, in sentences. */
  readonly description: string;
}

/** The whole picture as an SVG file. */
export function picture({ width, height, title, description }: Frame, parts: readonly string[]): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="title description" font-family="Helvetica, Arial, sans-serif">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0,0 L10,5 L0,10 z" fill="${INK}"/></marker></defs>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}
