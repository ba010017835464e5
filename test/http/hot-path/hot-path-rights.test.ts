// The hot path gives nobody what is another's, counts what must be counted, and keeps up with the world.
import { expect } from 'chai';
import {
  apiKey,
  AVAILABILITY,
  bearer,
  bodyOf,
  bothWays,
  get,
  headerOf,
  keyOf,
  MEMBERS,
  SALES,
  statusOf,
  SUPPORT,
} from '../../support/hot-path.js';
import { stopTwoWays, type TwoWays } from '../../support/two-ways.js';

interface Members {
  entities: unknown[];
  total: number;
}

describe('the hot path and the rights of callers', () => {
  let ways: TwoWays;
  beforeEach(async () => {
    ways = await bothWays();
  });
  afterEach(stopTwoWays);

  it('shows agents to one caller and numbers to another for the same URL, in any order', async () => {
    const full = get(MEMBERS);
    const counts = get(MEMBERS, bearer(keyOf('counting')));
    for (let turn = 0; turn < 3; turn++)
      for (const [request, shown] of [
        [full, 3],
        [counts, 0],
        [counts, 0],
        [full, 3],
      ] as const) {
        const { bytes, hot } = await ways.ask(request);
        const { entities, total } = JSON.parse(bodyOf(bytes)) as Members;
        expect([entities.length, total]).to.deep.equal([shown, 3]);
        if (turn > 0) expect(hot).to.equal(true);
      }
  });

  it("never lets a caller past its allow-list on another's memo", async () => {
    const target = MEMBERS.replace(SALES, SUPPORT);
    for (const one of [target, `/v1/queues/${SUPPORT}/availability`, `/v1/availability?queue=${SUPPORT}`]) {
      for (let time = 0; time < 2; time++) await ways.ask(get(one));
      expect((await ways.ask(get(one))).hot).to.equal(true);
      for (const header of [bearer(keyOf('listed')), apiKey(keyOf('listed'))]) {
        const { bytes, hot } = await ways.ask(get(one, header));
        expect([statusOf(bytes), hot]).to.deep.equal([403, false]);
      }
    }
  });

  it('knows no key that only resembles one that it knows', async () => {
    for (const header of [bearer(), apiKey()])
      for (let time = 0; time < 2; time++) await ways.ask(get(MEMBERS, header));
    for (const header of [`${bearer()}x`, bearer().slice(0, -1), `${apiKey()}x`, apiKey().toUpperCase()]) {
      const { bytes, hot } = await ways.ask(get(MEMBERS, header));
      expect([statusOf(bytes), hot], header).to.deep.equal([401, false]);
    }
  });

  it('counts each request of a caller with a quota', async () => {
    const request = get(MEMBERS, bearer(keyOf('limited')));
    const answers = [];
    for (let time = 0; time < 5; time++) answers.push(await ways.ask(request));
    expect(answers.map(({ bytes }) => statusOf(bytes))).to.deep.equal([200, 200, 200, 429, 429]);
    expect(answers.map(({ hot }) => hot)).to.deep.equal([false, true, true, false, false]);
    expect(headerOf(answers[3]!.bytes, 'retry-after')).to.match(/^\d+$/);
  });
});

describe('the hot path and the world', () => {
  let ways: TwoWays;
  beforeEach(async () => {
    ways = await bothWays();
  });
  afterEach(stopTwoWays);

  /** Asks until the hot path gives what satisfies, letting time go on. */
  async function hotUntil(target: string, satisfied: (bytes: string) => boolean): Promise<string> {
    for (let turn = 0; turn < 100; turn++) {
      const { bytes, hot } = await ways.ask(get(target));
      if (hot && satisfied(bytes)) return bytes;
      await ways.clock.advance(100);
    }
    throw new Error('the hot path never said so');
  }

  for (const target of [
    MEMBERS + '?presence=Available',
    AVAILABILITY,
    `${AVAILABILITY}?format=text`,
    '/v1/webhooks/plain',
  ])
    it(`follows what changes, for ${target}`, async () => {
      const before = await hotUntil(target, () => true);
      ways.simulator.setAgent(SALES, 2, { presence: 'Available' });
      const changed = await hotUntil(target, (bytes) => /total["=:]+3/.test(bodyOf(bytes)));
      expect(bodyOf(before)).to.match(/total["=:]+2/);
      expect(headerOf(changed, 'etag')).not.to.equal(headerOf(before, 'etag'));
      expect(changed).to.equal(await ways.askExpress(get(target)));
    });

  for (const target of [MEMBERS, AVAILABILITY, '/v1/webhooks/both', '/v1/webhooks/plain'])
    it(`gives what is stale, and says so to the byte as express does, for ${target}`, async () => {
      const fresh = await hotUntil(target, () => true);
      ways.simulator.fault({ on: 'members', do: { kind: 'status', status: 500 } });
      await ways.clock.advance(6_000);
      const stale = await hotUntil(target, (bytes) => /; fwd=stale; detail=error/.test(bytes));
      expect(stale).to.equal(await ways.askExpress(get(target)));
      expect(Number(headerOf(stale, 'age'))).to.be.at.least(6);
      if (target === MEMBERS) expect(bodyOf(stale)).to.equal(bodyOf(fresh));
      else expect(bodyOf(stale)).to.match(/"stale":true|<stale>true/);
      ways.simulator.clearFaults();
      const healed = await hotUntil(target, (bytes) => /; hit/.test(bytes));
      expect(bodyOf(healed)).not.to.match(/"stale":true|<stale>true/);
    });

  it('leaves a question to express that nothing is held for any more', async () => {
    await hotUntil(MEMBERS, () => true);
    ways.simulator.fault({ on: 'members', do: { kind: 'status', status: 404 } });
    for (let turn = 0; turn < 60 && (await ways.ask(get(MEMBERS))).hot; turn++) await ways.clock.advance(100);
    const { bytes, hot } = await ways.ask(get(MEMBERS));
    expect([statusOf(bytes), hot]).to.deep.equal([404, false]);
  });
});
