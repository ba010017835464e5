// The hot path in the whole service: it is taken, it is counted, and it stands aside at the end.
import { expect } from 'chai';
import { AVAILABILITY, MEMBERS, startEngine, type Engine } from '../support/engine.js';
import { stopServices } from '../support/service.js';

describe('the hot path, whole service', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await startEngine({ rateLimit: false });
  });
  afterEach(stopServices);

  async function metric(name: string): Promise<number> {
    const text = await (await fetch(`${engine.adminUrl}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`availability_proxy_${name}`));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  it('remembers each question once, and counts its answers as any other', async () => {
    expect(await metric('memory_questions_remembered')).to.equal(0);
    const before = await metric('requests_total{route="members"');
    for (let time = 0; time < 7; time++) await engine.ask(MEMBERS);
    expect(await metric('memory_questions_remembered')).to.equal(1);
    expect((await metric('requests_total{route="members"')) - before).to.equal(7);
    await engine.ask(AVAILABILITY);
    expect(await metric('memory_questions_remembered')).to.equal(2);
  });

  it('logs its answers as express does', async () => {
    for (let time = 0; time < 3; time++) await engine.ask(AVAILABILITY);
    const lines = engine.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ route }) => route === 'availability')
      .map(({ level, caller, queue, result, total, accept, status }) => ({
        ...{ level, caller, queue, result, total, accept, status },
      }));
    const [first, second, third] = lines;
    expect(first).to.include({ result: 'miss', caller: 'tester', total: 3, accept: true, status: 200 });
    expect(second).to.deep.equal({ ...first, result: 'hit' });
    expect(third).to.deep.equal(second);
  });

  it('keeps a question warm that only it answers', async () => {
    await engine.ask(MEMBERS);
    await engine.live(20_000, async () => {
      expect((await engine.ask(MEMBERS)).cacheStatus).to.match(/; hit; ttl=\d$/);
    });
  });
});
