// The rate limit and the headers it is learned from, on a clock that the test drives.
import { expect } from 'chai';
import { QUEUE_IDS } from '../../src/simulator/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { closeAll, get, login, members, start } from './helpers.js';

const PATH = members('', QUEUE_IDS.sales);
const standing = ({ status, headers }: Response) => [
  status,
  ...['count', 'allowed', 'reset'].map((name) => Number(headers.get(`inin-ratelimit-${name}`))),
];

describe('the simulated rate limit', () => {
  afterEach(closeAll);

  it('allows so many requests in a minute, tells where it stands, and opens a new window', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock, rateLimit: { perMinute: 2 } });
    const token = simulator.issueToken();
    const ask = async () => standing(await get(simulator, PATH, token));
    expect(await ask()).to.eql([200, 1, 2, 60]);
    await clock.advance(20_000);
    expect(await ask()).to.eql([200, 2, 2, 40]);
    expect(await ask()).to.eql([429, 3, 2, 40]);
    await clock.advance(39_999);
    expect(await ask()).to.eql([429, 4, 2, 1]);
    await clock.advance(1);
    expect(await ask()).to.eql([200, 1, 2, 60]);
  });

  it('refuses with Retry-After and the message that names the seconds', async () => {
    const clock = new FakeClock();
    const simulator = await start({ clock, rateLimit: { perMinute: 0 } });
    const token = simulator.issueToken();
    await get(simulator, PATH, token);
    await clock.advance(15_500);
    const response = await get(simulator, PATH, token);
    expect(response.headers.get('Retry-After')).to.equal('45');
    expect(await response.json()).to.deep.include({
      status: 429,
      code: 'too.many.requests',
      message: 'Rate limit exceeded the maximum. Retry the request in [45] seconds',
      messageParams: { seconds: '45' },
    });
  });

  for (const [per, second] of [
    ['token', 200],
    ['client', 429],
  ] as const)
    it(`counts for each ${per} when told so: a second token gets ${second}`, async () => {
      const simulator = await start({ clock: new FakeClock(), rateLimit: { perMinute: 1, per } });
      expect((await get(simulator, PATH, simulator.issueToken())).status).to.equal(200);
      expect((await get(simulator, PATH, simulator.issueToken())).status).to.equal(second);
    });

  it('is 300 a minute by default', async () => {
    const response = await get(await start(), PATH);
    expect(response.headers.get('inin-ratelimit-allowed')).to.equal('300');
  });

  it('does not concern logins and dead tokens, and without one there are no headers', async () => {
    const limited = await start();
    const free = await start({ rateLimit: false });
    const revoked = limited.issueToken();
    limited.revokeTokens();
    const responses = [
      await login(limited),
      await get(limited, PATH, 'made-up'),
      await get(limited, PATH, revoked),
      await get(free, PATH),
    ];
    expect(responses.map(({ status }) => status)).to.eql([200, 401, 401, 200]);
    for (const { headers } of responses)
      expect([...headers.keys()].filter((name) => name.startsWith('inin-ratelimit'))).to.eql([]);
  });
});
