// The rooms of the service, the way of a question through them, and what stands outside.
import { box, line, picture, text, type Colour } from './svg.js';

interface Floor {
  readonly name: string;
  readonly colour: Colour;
  /** Each a box: its lines, the first bold with `*`. */
  readonly rooms: ReadonlyArray<readonly string[]>;
}

/** From the roof down: a room imports only from those below it. */
const FLOORS: readonly Floor[] = [
  {
    name: '8',
    colour: 'grey',
    rooms: [
      ['*main, cli/', 'the process, the commands'],
      ['*service/', 'the wiring, on one page'],
    ],
  },
  {
    name: '7',
    colour: 'blue',
    rooms: [
      ['*http/', 'caller key, question, answer'],
      ['*ui/', 'the status page'],
    ],
  },
  { name: '6', colour: 'grey', rooms: [['*replicas/', 'all that talks to Redis']] },
  {
    name: '5',
    colour: 'green',
    rooms: [
      ['*cache/', 'fresh enough? one load for all'],
      ['*notifications/', 'what is announced'],
    ],
  },
  { name: '4', colour: 'yellow', rooms: [['*genesys/', 'all pages of a query, rate budget, retries']] },
  {
    name: '3',
    colour: 'orange',
    rooms: [
      ['*settings/', 'read, checked, watched'],
      ['*oauth/', 'login, renewal, rotation'],
    ],
  },
  {
    name: '2',
    colour: 'grey',
    rooms: [
      ['*network/', 'proxy, TLS, failed connections'],
      ['*telemetry/', 'log, metrics, journal'],
    ],
  },
  {
    name: '1',
    colour: 'grey',
    rooms: [
      ['*domain/', 'model, errors, queries, acceptance'],
      ['*runtime/', 'the clock'],
    ],
  },
];

interface Neighbour {
  readonly floor: number;
  readonly side: 'left' | 'right';
  readonly lines: readonly string[];
  readonly arrow: string;
}

const NEIGHBOURS: readonly Neighbour[] = [
  { floor: 1, side: 'left', lines: ['*webhook', 'platform'], arrow: 'caller key' },
  { floor: 2, side: 'right', lines: ['*Redis', 'if configured'], arrow: 'snapshots' },
  { floor: 4, side: 'right', lines: ['*Genesys Cloud', 'API'], arrow: 'token' },
  { floor: 5, side: 'right', lines: ['*Genesys Cloud', 'login'], arrow: 'secret' },
];

/** The way of a question, by floor: each step asks the one below. */
const STEPS = [1, 2, 3, 4, 5] as const;

const LEFT = 200;
const WIDTH = 430;
const TOP = 50;
const STEP = 70;
const HIGH = 54;
const OUTSIDE = 120;
const GAP = 70;
/** Where the way of a question goes down: over a room of each floor. */
const DOWN = 248;
const yOf = (floor: number) => TOP + floor * STEP;

function floor({ name, colour, rooms }: Floor, index: number): string {
  const y = yOf(index);
  const letters = rooms.map((lines) => Math.max(...lines.map((one) => one.length)) + 6);
  const all = letters.reduce((sum, one) => sum + one, 0);
  const free = WIDTH - 8 * (rooms.length - 1);
  let x = LEFT;
  const boxes = rooms.map((lines, room) => {
    const w = Math.round((free * (letters[room] ?? 0)) / all);
    const drawn = box({ x, y, w, h: HIGH }, lines, colour);
    x += w + 8;
    return drawn;
  });
  return [text(LEFT - 8, y + 14, name, { anchor: 'end', size: 12, colour: '#57606a' }), ...boxes].join('\n');
}

function neighbour({ floor: index, side, lines, arrow }: Neighbour): string {
  const y = yOf(index);
  const middle = y + HIGH / 2;
  const right = LEFT + WIDTH;
  const x = side === 'left' ? 10 : right + GAP;
  const from = side === 'left' ? x + OUTSIDE : right;
  const to = side === 'left' ? LEFT : x;
  const word = text((from + to) / 2, middle + 16, arrow, { size: 11, anchor: 'middle' });
  return [box({ x, y, w: OUTSIDE, h: HIGH }, lines, 'plain'), line([from, middle], [to, middle]), word].join(
    '\n',
  );
}

export function architecture(): string {
  const steps = STEPS.slice(0, -1).map((index) =>
    line([LEFT + DOWN, yOf(index) + HIGH], [LEFT + DOWN, yOf(index + 1)]),
  );
  const height = yOf(FLOORS.length) + 24;
  return picture(
    {
      width: LEFT + WIDTH + GAP + OUTSIDE + 10,
      height,
      title: 'The rooms of the service and the way of a question through them',
      description:
        'From the roof down: the process and its commands, the wiring, http with the status page, replicas, cache and ' +
        'notifications, genesys, oauth and settings, network and telemetry, and at the bottom domain and runtime. A webhook ' +
        'platform asks http with its caller key; http asks the cache, the cache asks genesys, genesys asks oauth. genesys asks ' +
        'the Genesys Cloud API with a token, oauth asks the login with the secret, replicas may share snapshots in Redis. ' +
        'A room imports only from rooms below it.',
    },
    [
      text(LEFT, 30, 'Imports go downward only; arrows are the way of a question', { size: 14, bold: true }),
      ...FLOORS.map(floor),
      ...NEIGHBOURS.map(neighbour),
      ...steps,
      text(LEFT, height - 16, 'simulator/ stands aside: a Genesys Cloud for demo, tests and benchmark', {
        size: 12,
      }),
    ],
  );
}
