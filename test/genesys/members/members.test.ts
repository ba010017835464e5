// A fetch over a simulated queue: every member counted once, or no count at all.
import { expect } from 'chai';
import type { MemberFilters } from '../../../src/domain/filters.js';
import type { ErrorCode } from '../../../src/domain/error-codes.js';
import type { FaultRule } from '../../../src/simulator/index.js';
import { clientCredentials } from '../../../src/oauth/client-credentials.js';
import { Renewal } from '../../../src/oauth/renewal.js';
import { failureOf } from '../../support/failure.js';
import { FakeClock } from '../../support/fake-clock.js';
import {
  crowd,
  drive,
  QUEUE,
  query,
  startGenesys,
  stopGenesys,
  type Genesys,
} from '../../support/genesys.js';
import { loginClient } from '../../support/login.js';
import { listener } from '../../support/scripted-logins.js';
import { until } from '../../support/until.js';

const idsOf = async (genesys: Genesys) =>
  (await genesys.members.get(query())).snapshot.members.map(({ id }) => id);
const pagesAsked = ({ simulator }: Genesys) =>
  simulator.requests.map(({ pageSize, pageNumber }) => `${pageNumber} of ${pageSize}`);
const status = (code: number): FaultRule['do'] => ({ kind: 'status', status: code });

describe('a fetch over the members', () => {
  afterEach(stopGenesys);

  it('takes three requests for 250 matching members of 297', async () => {
    const genesys = await startGenesys({ simulator: crowd(297, 250) });
    const presence = ['Available'];
    const served = await genesys.members.get(query({ presence, joined: true }, ['presence']));
    const matching = genesys.simulator.matching(QUEUE, { presence, joined: true });
    expect(served.snapshot.members.map(({ id }) => id)).to.deep.equal(matching.ids);
    expect(matching.count).to.equal(250);
    expect(served.snapshot.pages).to.equal(3);
    expect(pagesAsked(genesys)).to.deep.equal(['1 of 100', '2 of 100', '3 of 100']);
    const { query: sent, path } = genesys.simulator.requests[0]!;
    expect(path).to.equal(`/api/v2/routing/queues/${QUEUE}/members`);
    expect(Object.fromEntries(new URLSearchParams(sent))).to.deep.equal({
      ...{ pageSize: '100', pageNumber: '1', expand: 'presence', presence: 'Available', joined: 'true' },
    });
    expect(genesys.fetched).to.deep.equal(['done']);
    expect(genesys.clock.pending).to.deep.equal([]);
  });

  it('asks for each of the skills that an agent has to have, and counts who is in all answers', async () => {
    const agents = [
      { name: 'Ann', skills: ['billing', 'english'] },
      { name: 'Bob', skills: ['billing'] },
      { name: 'Cy', skills: ['english', 'billing', 'sales'] },
      { name: 'Di', skills: ['english'] },
    ];
    const genesys = await startGenesys({ simulator: { queues: [{ id: QUEUE, agents }] } });
    const namesOf = async (filters: MemberFilters) =>
      (await genesys.members.get(query(filters))).snapshot.members.map(
        ({ json }) => (JSON.parse(json) as { name: string }).name,
      );
    expect(await namesOf({ allSkills: ['billing', 'english'] })).to.deep.equal(['Ann', 'Cy']);
    expect(
      genesys.simulator.requests.map((one) => new URLSearchParams(one.query).get('skills')),
    ).to.deep.equal(['billing', 'english']);
    expect(genesys.simulator.requests.map((one) => one.query).join()).to.not.include('allSkills');
    expect(
      await namesOf({ allSkills: ['billing', 'english'], skills: ['sales'], joined: true }),
    ).to.deep.equal(['Cy']);
    expect((await genesys.members.get(query({ allSkills: ['billing', 'english'] }))).snapshot.pages).to.equal(
      2,
    );
    expect(await namesOf({ allSkills: ['nothing', 'english'] })).to.deep.equal([]);
  });

  for (const [members, requests] of [
    [0, 1],
    [1, 1],
    [99, 1],
    [100, 1],
    [101, 2],
    [200, 2],
  ] as const)
    it(`counts ${members} members in ${requests} requests`, async () => {
      const genesys = await startGenesys({ simulator: crowd(members) });
      expect(await idsOf(genesys)).to.have.length(members);
      expect(genesys.simulator.count()).to.equal(requests);
    });

  it('is as old as its beginning, and keeps the correlation id of each page', async () => {
    const genesys = await startGenesys({ simulator: crowd(150) });
    const [takenAt, asOf] = [genesys.clock.now(), genesys.clock.wall()];
    genesys.simulator.fault({ do: { kind: 'latency', ms: 200 } });
    const fetch = genesys.members.get(query());
    for (const count of [1, 2]) {
      await until(() => genesys.simulator.count() === count);
      await genesys.clock.advance(200);
    }
    const { snapshot, ...rest } = await fetch;
    expect(snapshot).to.include({ takenAt, asOf, pages: 2 });
    expect(rest).to.deep.equal({ ageMs: 400, ttlMs: 0, via: 'miss' });
    expect(new Set(snapshot.correlationIds).size).to.equal(2);
    for (const id of snapshot.correlationIds)
      expect(id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('hands entities on as Genesys wrote them', async () => {
    const extraJson =
      '"big":12345678901234567890,"one":1.0,"odd":"{\\"x\\": [\\u00e9]}","deep":{"a":[{"b":[]}]}';
    const genesys = await startGenesys({
      simulator: {
        queues: [{ id: QUEUE, agents: [{ userId: 'u-1', id: 'm-1', extraJson }, { id: 'm-2' }] }],
      },
    });
    const members = (await genesys.members.get(query())).snapshot.members;
    const odd = members.find(({ id }) => id === 'm-1')!;
    expect(odd.userId).to.equal('u-1');
    expect(odd.json).to.contain(extraJson);
    for (const { id, json } of members) expect(JSON.parse(json)).to.include({ id });
  });

  it('counts a member once that comes on two pages', async () => {
    const genesys = await startGenesys({ simulator: crowd(297) });
    genesys.simulator.fault({ do: 'duplicate' });
    const { ids } = genesys.simulator.matching(QUEUE);
    expect(await idsOf(genesys)).to.deep.equal(ids);
  });

  it('counts who was seen when members move between pages', async () => {
    const genesys = await startGenesys({ simulator: crowd(297) });
    genesys.simulator.fault({ do: 'move' });
    const ids = await idsOf(genesys);
    expect(new Set(ids).size).to.equal(ids.length);
    // Each page is shifted by one more: one is seen twice on the second and on the third, two never.
    expect(ids).to.have.length(295);
  });

  it('counts itself when Genesys claims a total, and says so if they differ', async () => {
    const genesys = await startGenesys({ simulator: crowd(150) });
    const honest = genesys.simulator.fault({ do: { kind: 'lie-total', total: 150 } });
    expect(await idsOf(genesys)).to.have.length(150);
    expect(genesys.differing).to.deep.equal([]);
    honest();
    genesys.simulator.fault({ do: { kind: 'lie-total', total: 7 } });
    expect(await idsOf(genesys)).to.have.length(150);
    expect(genesys.differing).to.deep.equal([[QUEUE, 7, 150]]);
  });

  it('ends on an empty page, whatever nextUri says', async () => {
    const genesys = await startGenesys({ simulator: crowd(200) });
    genesys.simulator.fault({ do: { kind: 'lie-next', mode: 'always' } });
    expect(await idsOf(genesys)).to.have.length(200);
    expect(genesys.simulator.count()).to.equal(3);
  });

  it('ends without nextUri', async () => {
    const genesys = await startGenesys({ simulator: crowd(200) });
    genesys.simulator.fault({ do: { kind: 'lie-next', mode: 'never' } });
    expect(await idsOf(genesys)).to.have.length(100);
    expect(genesys.simulator.count()).to.equal(1);
  });

  it('fetches maxPages pages and gives no count if there is more', async () => {
    const genesys = await startGenesys({ simulator: crowd(300), load: { maxPages: 3 } });
    expect(await idsOf(genesys)).to.have.length(300);
    genesys.simulator.addMember(QUEUE);
    genesys.simulator.resetRecords();
    expect((await failureOf(idsOf(genesys))).code).to.equal('genesys_too_many_pages');
    expect(genesys.simulator.count()).to.equal(3);
    expect(genesys.fetched).to.deep.equal(['done', 'failed']);
  });

  it('ends with the limit of the load, however many pages are there already', async () => {
    const genesys = await startGenesys({ simulator: crowd(297), load: { loadTimeout: 1_000 } });
    genesys.simulator.fault({ do: { kind: 'latency', ms: 400 } });
    const startedAt = genesys.clock.now();
    const fetch = failureOf(drive(genesys.clock, idsOf(genesys)));
    expect((await fetch).code).to.equal('genesys_timeout');
    expect(genesys.clock.now() - startedAt).to.be.within(1_000, 1_010);
    expect(genesys.simulator.count()).to.equal(3);
    expect(genesys.fetched).to.deep.equal(['failed']);
  });

  const BAD: Array<[FaultRule['do'], ErrorCode]> = [
    ['html', 'genesys_answer_invalid'],
    ['empty', 'genesys_answer_invalid'],
    ['truncate', 'genesys_unreachable'],
    ['reset', 'genesys_unreachable'],
    ['hang', 'genesys_timeout'],
    ['slow-body', 'genesys_timeout'],
    [{ kind: 'slow-body', everyMs: 500 }, 'genesys_timeout'],
    [{ kind: 'json', body: { hello: 1 } }, 'genesys_answer_invalid'],
    [{ kind: 'json', body: [] }, 'genesys_answer_invalid'],
    [{ kind: 'json', body: null }, 'genesys_answer_invalid'],
    [{ kind: 'json', body: { entities: null, pageNumber: 1, pageSize: 100 } }, 'genesys_answer_invalid'],
    [{ kind: 'json', body: { entities: [{ name: 'no id' }] } }, 'genesys_answer_invalid'],
    [{ kind: 'json', body: { entities: ['x'] } }, 'genesys_answer_invalid'],
    [status(500), 'genesys_unavailable'],
    [status(403), 'genesys_permission_missing'],
  ];
  for (const pageNumber of [1, 2])
    for (const [rule, code] of BAD)
      it(`has no count when page ${pageNumber} is ${JSON.stringify(rule)}`, async () => {
        const genesys = await startGenesys({ simulator: crowd(150) });
        genesys.simulator.fault({ pageNumber, do: rule });
        expect((await failureOf(drive(genesys.clock, idsOf(genesys), 50))).code).to.equal(code);
        expect(genesys.fetched).to.deep.equal(['failed']);
        expect(genesys.clock.pending).to.deep.equal([]);
      });

  it('renews one token for forty fetches that meet a 401', async () => {
    const login = new FakeClock();
    const { observer, heard } = listener();
    const genesys = await startGenesys({
      simulator: crowd(150),
      tokens: (simulator) => {
        const client = loginClient(simulator.loginUrl, { credentials: () => simulator.client });
        return new Renewal(clientCredentials(client, login), login, observer);
      },
    });
    await idsOf(genesys);
    genesys.simulator.revokeTokens();
    const fetches = await Promise.all(Array.from({ length: 40 }, () => idsOf(genesys)));
    expect(fetches.map((ids) => ids.length)).to.deep.equal(Array(40).fill(150));
    expect(heard).to.deep.equal([{ renewed: 1 }, { renewed: 2 }]);
    expect(genesys.simulator.count('login')).to.equal(2);
  });
});
