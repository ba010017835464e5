import { expect } from 'chai';
import type { DoctorOptions } from '../../../src/cli/doctor.js';
import type { AgentSpec, SimulatorOptions } from '../../../src/simulator/options.js';
import { diagnose } from '../../support/doctor.js';
import { startServer, stopServers } from '../../support/http-server.js';
import { freePorts } from '../../support/ports.js';
import { startRedis, stopRedis } from '../../support/redis.js';
import { get, members as membersPath } from '../../simulator/helpers.js';
import { environmentFor } from '../../support/service.js';
import { simulate, stopSimulators } from '../../support/simulators.js';
import { needs } from '../../support/tools.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const OTHER = 'abcdefab-0000-4000-8000-00000000dead';

const withAgents = (agents: AgentSpec[]): SimulatorOptions => ({
  queues: [{ id: QUEUE, name: 'Sales line', agents }],
});
const available: AgentSpec[] = [{}, {}, {}];

describe('the doctor finds the cause', () => {
  afterEach(async () => {
    stopRedis();
    await stopServers();
    await stopSimulators();
  });

  const patient = async (options: SimulatorOptions = withAgents(available)) => {
    const simulator = await simulate(options);
    const look = (more: Record<string, string> = {}, asked: DoctorOptions = { queue: [QUEUE] }) =>
      diagnose({ ...environmentFor(simulator), ...more }, asked);
    return { simulator, look };
  };
  const region = (name: string, loginUrl: string) => ({
    name,
    domain: `${name}.example`,
    loginUrl,
    apiUrl: loginUrl,
  });

  it('none, where all is well', async () => {
    const { look } = await patient();
    const { exit, ok, failed, check } = await look();
    expect([exit, ok, failed]).to.deep.equal([0, true, []]);
    expect(check('available')).to.include({ status: 'ok' });
    expect(check('queue')?.detail).to.include('Sales line');
  });

  it('a wrong secret: no other region takes it either', async () => {
    const { simulator, look } = await patient();
    const elsewhere = await simulate({ clients: [{ id: 'somebody-else', secret: 'another' }] });
    const wrong = { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'mistyped-secret' };
    const first = await look(wrong);
    expect([first.exit, first.failed]).to.deep.equal([1, ['login']]);
    expect(first.check('login')?.detail).to.match(/rejects the client id or the secret.*wrong region/);
    expect(first.check('login')?.hint).to.include('--try-regions');
    const regions = [region('here', simulator.loginUrl), region('elsewhere', elsewhere.loginUrl)];
    const second = await diagnose(
      { ...environmentFor(simulator), ...wrong },
      { tryRegions: true },
      { regions },
    );
    expect(second.check('regions')).to.include({ status: 'failed' });
    expect(second.check('regions')?.detail).to.match(/^Wrong client id or secret: 1 other/);
    expect(second.check('regions')?.facts?.['rejectedBy']).to.deep.equal(['elsewhere']);
  });

  it('a wrong region: says in which one the credentials work, and which were out of reach', async () => {
    const { simulator } = await patient();
    const wrong = await simulate({ clients: [{ id: 'somebody-else', secret: 'another' }] });
    const [port] = await freePorts(1);
    const regions = [
      region('wrong', wrong.loginUrl),
      region('closed', `http://127.0.0.1:${port}`),
      region('right', simulator.loginUrl),
    ];
    const environment = { ...environmentFor(simulator), GENESYSCLOUD_LOGIN_URL: wrong.loginUrl };
    const { check, exit } = await diagnose(environment, { tryRegions: true }, { regions });
    expect(exit).to.equal(1);
    expect(check('regions')?.detail).to.match(/^Wrong region: .* work in right \(right\.example\)/);
    expect(check('regions')?.hint).to.include('GENESYSCLOUD_REGION=right');
    expect(check('regions')?.facts).to.deep.include({ worksIn: 'right', notReached: ['closed'] });
  });

  it('no other region in reach: says that nothing is known', async () => {
    const { simulator } = await patient();
    const [port] = await freePorts(1);
    const environment = { ...environmentFor(simulator), GENESYSCLOUD_OAUTHCLIENT_SECRET: 'mistyped' };
    const regions = [region('closed', `http://127.0.0.1:${port}`)];
    const { check } = await diagnose(environment, { tryRegions: true }, { regions });
    expect(check('regions')?.detail).to.match(/^No other region can be reached.*Not reached: closed\./);
  });

  it('a missing permission, by its name', async () => {
    const client = { id: 'limited', secret: 'limited-secret', permissions: ['analytics:readonly'] };
    const { look } = await patient({ ...withAgents(available), clients: [client] });
    const { exit, failed, check } = await look();
    expect([exit, failed]).to.deep.equal([1, ['permission']]);
    expect(check('permission')?.detail).to.include('Missing: routing:queue:view');
    expect(check('queue')).to.include({ status: 'skipped' });
  });

  it('a missing permission also without a queue', async () => {
    const client = { id: 'limited', secret: 'limited-secret', permissions: [] };
    const { look } = await patient({ clients: [client] });
    expect((await look({}, {})).failed).to.deep.equal(['permission']);
  });

  it('a wrong queue id', async () => {
    const { look } = await patient();
    const { failed, check } = await look({}, { queue: [OTHER] });
    expect(failed).to.deep.equal(['queue']);
    expect(check('permission')).to.include({ status: 'ok' });
    expect(check('queue')?.detail).to.include('does not know this queue');
    expect(check('queue')?.hint).to.match(/queue id.*organization.*region.*division/);
  });

  it('a part of a name instead of the name, with the whole one', async () => {
    const { look } = await patient();
    expect((await look({}, { queue: ['sales'] })).check('queue')?.hint).to.include('"Sales line"');
    expect((await look({}, { queue: ['sales LINE'] })).failed).to.deep.equal([]);
  });

  it('a queue without members', async () => {
    const { look } = await patient(withAgents([]));
    const { failed, check } = await look();
    expect(failed).to.deep.equal(['members']);
    expect(check('members')?.detail).to.include('no members');
    expect(check('joined')).to.include({ status: 'skipped' });
  });

  it('nobody joined', async () => {
    const { look } = await patient(withAgents([{ joined: false }, { joined: false }]));
    const { exit, failed, check } = await look();
    expect([exit, failed]).to.deep.equal([1, ['joined']]);
    expect(check('joined')?.detail).to.include('None of the 2 members has joined');
    expect(check('joined')?.hint).to.include('activating the queue');
  });

  it('nobody with that presence, with the filter that would count', async () => {
    const agents = [{ presence: 'On Queue', routingStatus: 'IDLE' }, { presence: 'Busy' }];
    const { look } = await patient(withAgents([...agents, { presence: 'Available', joined: false }]));
    const { exit, failed, check } = await look();
    expect([exit, failed]).to.deep.equal([0, []]);
    const found = check('available');
    expect(found).to.include({ status: 'warn' });
    expect(found?.detail)
      .to.include('Nobody matches presence=Available&joined=true')
      .and.to.include('On Queue 1, Busy 1; IDLE 1, OFF_QUEUE 1')
      .and.to.include('routingStatus=IDLE&joined=true counts 1');
    expect(found?.hint).to.match(/^1 can take a call right now.*"No agent data".*routingStatus=IDLE/);
    const other = await look({}, { queue: [QUEUE], filters: 'routingStatus=IDLE' });
    expect(other.check('available')).to.include({ status: 'ok' });
  });

  it('counts exactly the filters that are given, and those of the usual template where none are', async () => {
    const { look } = await patient(
      withAgents([{}, { presence: 'Busy' }, { presence: 'Away', joined: false }]),
    );
    const verdict = async (filters?: string) => {
      const asked = { queue: [QUEUE], ...(filters !== undefined && { filters }) };
      return (await look({}, asked)).check('available')?.detail.split('\n')[0];
    };
    expect(await verdict()).to.equal('presence=Available&joined=true counts 1.');
    expect(await verdict('joined=true')).to.equal('joined=true counts 2.');
    expect(await verdict('presence=Away')).to.equal('presence=Away counts 1.');
    expect(await verdict('')).to.equal('no filter counts 3.');
    expect(await verdict('?joined=true&min=2&pageSize=25')).to.equal('joined=true counts 2.');
  });

  it('a skill that nobody has, not the state of those who have others', async () => {
    const agents = [{ presence: 'On Queue', routingStatus: 'IDLE', skills: ['english'] }, {}];
    const { look } = await patient(withAgents(agents));
    const found = (await look({}, { queue: [QUEUE], filters: 'skills=nosuch&joined=true' })).check(
      'available',
    );
    expect(found?.detail.split('\n')).to.include('joined=true counts 2 (without skills=nosuch).');
    expect(found?.hint).to.match(/^Nobody in the queue matches skills=nosuch; without it the count is 2/);
    const known = (await look({}, { queue: [QUEUE], filters: 'skills=english&presence=Available' })).check(
      'available',
    );
    expect(known?.detail).to.include('skills=english&routingStatus=IDLE&joined=true counts 1');
    expect(known?.hint).to.match(/^1 with skills=english can take a call right now.*routingStatus=IDLE/);
  });

  it('the rate limit exhausted, with how long to wait', async () => {
    const rateLimit = { perMinute: 5, per: 'client' } as const;
    const { simulator, look } = await patient({ ...withAgents(available), rateLimit });
    for (let request = 0; request < 6; request++) await get(simulator, membersPath('', QUEUE));
    const { exit, failed, check } = await look();
    expect([exit, failed]).to.deep.equal([1, ['rate-limit']]);
    expect(check('rate-limit')?.detail).to.match(/exhausted.*\(429\); 7 of 5 .*Try again in \d+ s/);
  });

  it('a limit of the organization, where the own count is low', async () => {
    const { simulator, look } = await patient();
    simulator.fault({ on: 'members', do: { kind: 'status', status: 429, retryAfter: 17 } });
    const { failed, check } = await look();
    expect(failed).to.deep.equal(['rate-limit']);
    expect(check('rate-limit')?.detail).to.include('Try again in 17 s');
    expect(check('rate-limit')?.hint).to.include('limit of the whole organization');
    expect(check('permission')).to.include({ status: 'skipped' });
  });

  it('a rate limit that is used up until a date', async () => {
    const { look } = await patient();
    const { url } = await startServer((_request, response) => {
      const until = new Date(Date.now() + 40_000).toUTCString();
      response.writeHead(429, { 'Retry-After': until }).end();
    });
    const { check } = await look({ GENESYSCLOUD_API_URL: url });
    expect(check('rate-limit')?.detail).to.match(/Try again in (39|40) s/);
  });

  it('Genesys down: no connection', async () => {
    const { simulator, look } = await patient();
    await simulator.goDown();
    const { exit, failed, check } = await look();
    expect([exit, failed]).to.deep.equal([1, ['login']]);
    for (const id of ['login-tcp', 'api-tcp']) {
      expect(check(id)).to.include({ status: 'warn' });
      expect(check(id)?.detail).to.include('refuses connections');
    }
  });

  for (const [on, id] of [
    ['login', 'login'],
    ['members', 'api-answer'],
  ] as const) {
    it(`Genesys down: 503 at the ${on} route`, async () => {
      const { simulator, look } = await patient();
      simulator.fault({ on, do: { kind: 'status', status: 503 } });
      const { exit, failed, check } = await look();
      expect([exit, failed]).to.deep.equal([1, [id]]);
      expect(check(id)?.hint).to.include('down or in trouble');
    });
  }

  it('tokens that the API host rejects', async () => {
    const { simulator, look } = await patient();
    simulator.fault({ on: 'members', do: { kind: 'status', status: 401 } });
    const { failed, check } = await look();
    expect(failed).to.deep.equal(['api-answer']);
    expect(check('api-answer')?.hint).to.include('login and API host are of the same region');
  });

  it('Redis down', async () => {
    const { look } = await patient();
    const [port] = await freePorts(1);
    const { exit, failed, check } = await look({ REDIS_URL: `redis://user:hidden@127.0.0.1:${port}` });
    expect([exit, failed]).to.deep.equal([1, ['redis']]);
    expect(check('redis')?.detail).to.include('ECONNREFUSED').and.to.not.include('hidden');
    expect(check('redis')?.hint).to.include('REDIS_URL');
  });

  it('a Redis that wants a password, and none where all is well', async function () {
    needs(this, 'redis-server');
    const { look } = await patient();
    const redis = await startRedis('--requirepass', 'let-me-in');
    const without = await look({ REDIS_URL: redis.url });
    expect(without.check('redis')?.hint).to.include('REDIS_PASSWORD');
    const given = await look({ REDIS_URL: redis.url, REDIS_PASSWORD: 'let-me-in' });
    expect(given.check('redis')).to.include({ status: 'ok' });
  });

  it('a Redis user who may not do what the service does', async function () {
    needs(this, 'redis-server');
    const { look } = await patient();
    const redis = await startRedis();
    await redis.command('ACL', 'SETUSER', 'weak', 'on', '>weak-password', '+@all', '~other:*', '&*');
    const { check } = await look({
      REDIS_URL: redis.url,
      REDIS_USERNAME: 'weak',
      REDIS_PASSWORD: 'weak-password',
    });
    expect(check('redis')).to.include({ status: 'failed' });
    expect(check('redis')?.hint).to.include('Grant the user');
  });
});
