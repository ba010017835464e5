// Nobody takes what the others need: a query that fails, a caller that asks for everything, an outage that ends.
import { expect } from 'chai';
import type { FaultRule } from '../../src/simulator/index.js';
import { startEngine, type Engine, type Told } from '../support/engine.js';
import { roundTrip } from '../support/round-trip.js';
import { stopServices } from '../support/service.js';
import { statusOf } from '../support/status.js';

const queueOf = (n: number) => `abcdefab-0000-4000-8000-${String(n).padStart(12, '0')}`;
const queues = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: queueOf(n + 1), agents: [{}] }));
const pathOf = (queueId: string) =>
  `/api/v2/routing/queues/${queueId}/members?presence=Available&joined=true`;
const paths = (count: number) => queues(count).map(({ id }) => pathOf(id));

const NEIGHBOUR_KEY = 'neighbour-key-0123456789-abcdefg';
const NEIGHBOUR = { headers: { authorization: `Bearer ${NEIGHBOUR_KEY}` } };
const tester = { CALLER_KEYS: `tester:tester-key-0123456789-abcdefghij,neighbour:${NEIGHBOUR_KEY}` };

type Fault = FaultRule['do'];
const UNAVAILABLE: Fault = { kind: 'status', status: 503, retryAfter: null };
const BROKEN: Fault = { kind: 'status', status: 500 };

/** Milliseconds of a step of the clock. */
const STEP = 200;

/** Lets time go on; `each` happens once in each step. */
async function live(
  engine: Engine,
  ms: number,
  each: (gone: number) => void = () => undefined,
): Promise<void> {
  for (let gone = 0; gone < ms; gone += STEP) {
    each(gone);
    await engine.clock.advance(STEP);
    // A round trip of our own: what the service has begun has had its turns by then.
    await roundTrip();
  }
}

/** Asks for each of `asked` once a second for so long, and gives the age in milliseconds that 99 % don't exceed. */
async function ageP99(
  engine: Engine,
  ms: number,
  asked: readonly string[],
  meanwhile = () => undefined as void,
) {
  const told: Told[] = [];
  const under: Array<Promise<unknown>> = [];
  await live(engine, ms, (gone) => {
    meanwhile();
    if (gone % 1_000 === 0)
      under.push(...asked.map((path) => engine.ask(path).then((answer) => told.push(answer))));
  });
  await Promise.race([Promise.all(under), live(engine, 4_000)]);
  expect(told).to.have.length(under.length);
  for (const { status, body } of told) expect(status, JSON.stringify(body)).to.equal(200);
  const ages = told.map(({ ageSeconds }) => ageSeconds * 1_000).sort((a, b) => a - b);
  return ages[Math.floor(ages.length * 0.99)] as number;
}

/** Asks for all of `asked` once a second, whatever comes of it. */
const keepAsking = (engine: Engine, ms: number, asked: readonly string[]) =>
  live(engine, ms, (gone) => {
    if (gone % 1_000 === 0) for (const path of asked) void engine.ask(path).catch(() => undefined);
  });

/** Milliseconds until each of `asked` was answered with what is new, asked for twice a second. */
async function untilAnswered(engine: Engine, asked: readonly string[]): Promise<number> {
  const from = engine.clock.now();
  const left = new Set(asked);
  const isNew = ({ status, cacheStatus, ageSeconds }: Told) =>
    status === 200 && !cacheStatus.includes('stale') && ageSeconds * 1_000 <= engine.clock.now() - from;
  while (left.size > 0 && engine.clock.now() - from < 20_000)
    await live(engine, 400, (gone) => {
      if (gone === 0)
        for (const path of left) void engine.ask(path).then((told) => isNew(told) && left.delete(path));
    });
  return engine.clock.now() - from;
}

const requestsFor = (engine: Engine, queueId: string) =>
  engine.simulator.requests.filter(({ route, path }) => route === 'members' && path.includes(queueId)).length;

const askFirst = async (engine: Engine, asked: readonly string[]) => {
  for (const path of asked) expect((await engine.askInTime(path)).status).to.equal(200);
};

describe('fairness, whole service', function () {
  this.timeout(180_000);
  afterEach(stopServices);

  /** With looks at many queues the failing one is told of as before. */
  const neighbours: Array<[what: string, fault: Fault, code: string, looks: 'auto' | 'off']> = [
    ['answers 500', BROKEN, 'genesys_unavailable', 'off'],
    ['answers HTML', 'html', 'genesys_answer_invalid', 'off'],
    ['resets every connection', 'reset', 'genesys_unreachable', 'auto'],
    ['hangs', 'hang', 'genesys_timeout', 'auto'],
  ];
  for (const [what, fault, code, looks] of neighbours)
    it(`lets nineteen queues be as fresh, and a new one be answered, while the twentieth ${what}`, async () => {
      const engine = await startEngine({ queues: queues(21) }, { ACTIVITY: looks });
      const [failing, ...healthy] = paths(20) as [string, ...string[]];
      await askFirst(engine, [failing, ...healthy]);
      const before = await ageP99(engine, 12_000, healthy);
      const clear = engine.simulator.fault({ on: 'members', queueId: queueOf(1), do: fault });
      await keepAsking(engine, 5_000, [failing, ...healthy]);
      engine.simulator.resetRecords();
      let turn = 0;
      const ask = () => void (turn++ % 5 === 0 && engine.ask(failing).catch(() => undefined));
      const after = await ageP99(engine, 60_000, healthy, ask);
      expect(after, `before ${before}`).to.be.at.most(before + 1_000);
      expect(requestsFor(engine, queueOf(1)), 'requests for the failing queue').to.be.at.most(40);
      expect((await engine.askInTime(pathOf(queueOf(21)))).status).to.equal(200);
      const told = await engine.askInTime(failing);
      if (looks === 'off') expect(told.body).to.include({ status: 503, code });
      else expect([told.status, told.ageSeconds <= 2]).to.deep.equal([200, true]);
      clear();
      expect(await untilAnswered(engine, [failing])).to.be.at.most(3_000);
    });

  const outages: Array<[queues: number, what: string, fault: Fault, ms: number]> = [
    [3, 'answers 500', BROKEN, 80_000],
    [3, 'hangs', 'hang', 97_000],
    [20, 'answers 503', UNAVAILABLE, 110_000],
    [20, 'hangs', 'hang', 89_000],
  ];
  for (const [count, what, fault, ms] of outages)
    it(`answers each of ${count} queues within 3 s after ${ms / 1_000} s in which Genesys ${what}`, async () => {
      const engine = await startEngine({ queues: queues(count) });
      const all = paths(count);
      await askFirst(engine, all);
      const clear = engine.simulator.fault({ on: 'members', do: fault });
      engine.simulator.resetRecords();
      await keepAsking(engine, ms, all);
      const asked = engine.simulator.requests.filter(({ route }) => route === 'members').length;
      expect(asked / (ms / 60_000), 'requests a minute in the outage').to.be.below(180);
      clear();
      expect(await untilAnswered(engine, all)).to.be.at.most(3_000);
    });

  it('lets a caller be as fresh as before, with new queues, while another asks for 500 queues', async () => {
    const engine = await startEngine({ queues: queues(600) }, tester);
    const own = paths(2);
    await askFirst(engine, own);
    const before = await ageP99(engine, 30_000, own);
    const flood = paths(550).slice(50);
    let asked = 0;
    let answered = 0;
    const ask = () => {
      for (let n = 0; n < 5; n++)
        void fetch(engine.publicUrl + (flood[asked++ % flood.length] as string), NEIGHBOUR)
          .then(async (response) => {
            if (response.status === 200) answered += 1;
            await response.arrayBuffer();
          })
          .catch(() => undefined);
    };
    const after = await ageP99(engine, 65_000, own, ask);
    expect(after, `before ${before}`).to.be.at.most(before + 1_000);
    for (const n of [10, 11, 12]) expect((await engine.askInTime(pathOf(queueOf(n)))).status).to.equal(200);
    expect(answered).to.be.above(100);
    const { callers } = await statusOf(engine);
    const shareOf = (name: string) => callers.find((one) => one.name === name)?.share;
    expect(shareOf('tester')?.sharePerMinute).to.equal(120);
    // Looks tell of its queues along with the others': they cost it next to nothing.
    expect(shareOf('tester')?.spentInLastMinute).to.be.within(5, 110);
    expect(shareOf('neighbour')?.spentInLastMinute).to.be.within(60, 240);
  });

  it('tells a caller the waiting calls of its queue, as fresh as before, while another asks for those of 400', async () => {
    // So many requests that they have to wait for their turns.
    const engine = await startEngine({ queues: queues(450), activity: { maxPredicates: 10 } }, tester);
    const own = paths(2);
    const calls = (n: number) => `/v1/queues/${queueOf(n)}/availability?waiting=true`;
    await askFirst(engine, own);
    const before = await ageP99(engine, 6_000, own);
    const told: Told[] = [];
    let turn = 0;
    const after = await ageP99(engine, 25_000, own, () => {
      for (let n = 0; n < 10; n++)
        void fetch(engine.publicUrl + calls(50 + (turn++ % 400)), NEIGHBOUR)
          .then((response) => response.arrayBuffer())
          .catch(() => undefined);
      if (turn % 50 === 0) void engine.ask(calls(1)).then((answer) => told.push(answer));
    });
    expect(after, `before ${before}`).to.be.at.most(before + 1_000);
    expect(told.length).to.be.above(20);
    expect(told.filter(({ body }) => body['waiting'] !== 0)).to.deep.equal([]);
  });

  it('lets a request that names 50 unknown queues again and again make nobody else older', async () => {
    const engine = await startEngine({ queues: queues(3) }, tester);
    const own = paths(3);
    await askFirst(engine, own);
    const before = await ageP99(engine, 12_000, own);
    const unknown = Array.from({ length: 50 }, (_, n) => `queue=${queueOf(9_000 + n)}`).join('&');
    let turn = 0;
    const after = await ageP99(engine, 65_000, own, () => {
      if (turn++ % 25 === 0)
        void fetch(`${engine.publicUrl}/v1/availability?${unknown}`, NEIGHBOUR)
          .then((response) => response.arrayBuffer())
          .catch(() => undefined);
    });
    expect(after, `before ${before}`).to.be.at.most(before + 1_000);
  });
});
