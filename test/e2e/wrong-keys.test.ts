// Floods of wrong keys over real connections: at callers' routes behind a trusted proxy, and at the admin pages.
import { expect } from 'chai';
import {
  ADMIN_KEY,
  KEY,
  membersOf,
  startService,
  stopServices,
  type TestService,
} from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const linesOf = (service: TestService, what: RegExp) => service.log.filter((line) => what.test(line));
const answered = /"level":"info".*"ip":/;

describe('a flood of wrong keys, whole service', () => {
  afterEach(stopServices);

  it('behind a trusted proxy: forged addresses slow nobody else and fill no log, valid callers are answered', async () => {
    const service = await startService({
      simulator: { queues: [{ id: QUEUE, agents: [{}, {}] }] },
      environment: { TRUST_PROXY: 'loopback' },
    });
    const wrongFrom = async (address: string) =>
      (await service.get(membersOf(QUEUE), { 'x-api-key': 'wrong', 'x-forwarded-for': address })).status;
    const ofOneNetwork: number[] = [];
    for (let host = 1; host <= 40; host++)
      ofOneNetwork.push(await wrongFrom(`2001:db8:1:2::${host.toString(16)}`));
    expect(ofOneNetwork.filter((status) => status === 401)).to.have.length(30);
    expect(ofOneNetwork.slice(30)).to.deep.equal(Array(10).fill(429));
    for (let network = 1; network <= 300; network++)
      await wrongFrom(`198.51.${network >> 8}.${network & 255}`);
    expect(await wrongFrom(`${'x'.repeat(8_000)}"`)).to.equal(401);
    expect(await wrongFrom('203.0.113.9:4711')).to.equal(401);
    expect(linesOf(service, answered).length).to.be.within(50, 100);
    expect(linesOf(service, /x{100}/)).to.deep.equal([]);
    const valid = await service.get(membersOf(QUEUE), {
      'x-api-key': KEY,
      'x-forwarded-for': '2001:db8:1:2::1',
    });
    expect(valid.status).to.equal(200);
  });

  it('at the admin pages: guesses are noted and slowed, the right key is never locked out', async () => {
    const service = await startService({ environment: { ADMIN_KEY } });
    const ask = (headers: Record<string, string>, path = '/status') =>
      fetch(service.adminUrl + path, { headers });
    const withoutKey = async () => {
      for (let time = 0; time < 40; time++) expect((await ask({})).status).to.equal(401);
    };
    await withoutKey();
    const guess = { authorization: `Basic ${Buffer.from('me:guess').toString('base64')}` };
    const first = await ask(guess);
    expect(first.status).to.equal(401);
    expect(first.headers.get('www-authenticate')).to.match(/^Basic /);
    const statuses: number[] = [];
    for (let time = 0; time < 40; time++) statuses.push((await ask({ 'x-api-key': `guess-${time}` })).status);
    expect(statuses.indexOf(429)).to.equal(29);
    expect(new Set(statuses.slice(29))).to.deep.equal(new Set([429]));
    const slowed = await ask(guess);
    expect(Number(slowed.headers.get('retry-after'))).to.be.within(1, 60);
    expect(slowed.headers.get('www-authenticate')).to.equal(null);
    expect(linesOf(service, answered)).to.have.length(5);
    const right = await ask({ authorization: `Bearer ${ADMIN_KEY}` });
    expect(right.status).to.equal(200);
    const { problems } = (await right.json()) as {
      problems: ReadonlyArray<{ where: string; code: string; detail: string; count: number }>;
    };
    const noted = problems.filter(({ where }) => where === 'requests with a wrong admin key');
    expect(noted.map(({ code, count }) => [code, count])).to.have.deep.members([
      ['admin_key_required', 30],
      ['too_many_failed_keys', 12],
    ]);
    expect(noted[0]?.detail).to.match(/ Last from 127\.0\.0\.1\.$/);
    expect((await ask({}, '/livez')).status).to.equal(200);
    const metrics = await (await ask({}, '/metrics')).text();
    expect(metrics).to.include('caller_refusals_total{reason="admin_key_required"} 30');
    expect(linesOf(service, /guess-\d/)).to.deep.equal([]);
  });
});
