import { expect } from 'chai';
import { keyDigest } from '../../src/domain/key-digest.js';
import { startService, stopServices, type TestService } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const PATH = `/api/v2/routing/queues/${QUEUE}`;
const key = (name: string) => `${name}-key-0123456789-abcdefghij`;

interface Page {
  readonly total: number;
  readonly pageCount: number;
  readonly entities: readonly unknown[];
  readonly [link: string]: unknown;
}

describe('the older name of members, users', () => {
  let service: TestService;
  before(async () => {
    service = await startService({
      simulator: { queues: [{ id: QUEUE, agents: [{}, {}, { presence: 'Busy' }] }] },
      settings: `
callers:
  platform: { keys: ["sha256:${keyDigest(key('platform'))}"], ignoreParameters: ["*"] }
  tracker: { keys: ["sha256:${keyDigest(key('tracker'))}"], ignoreParameters: [callId, sub*] }
`,
    });
  });
  after(stopServices);

  it('answers as members does, from the same count, with links of its own', async () => {
    const query = '?pageSize=1&pageNumber=2&presence=Available';
    const members = (await (await service.get(`${PATH}/members${query}`)).json()) as Page;
    const before = service.simulator.requests.length;
    const response = await service.get(`${PATH}/users${query}`);
    const users = (await response.json()) as Page;
    expect([users.total, users.pageCount, users.entities.length]).to.deep.equal([2, 2, 1]);
    expect(users.entities).to.deep.equal(members.entities);
    for (const link of ['firstUri', 'selfUri', 'previousUri', 'lastUri']) {
      expect(users[link]).to.match(/\/users\?/);
      expect(users[link]).to.equal(String(members[link]).replace('/members?', '/users?'));
    }
    expect(
      service.simulator.requests.slice(before).filter(({ route }) => route === 'members'),
    ).to.have.length(0);
    expect((await service.get(users['firstUri'] as string)).status).to.equal(200);
  });

  it('takes GET and HEAD alone, and has a label of its own', async () => {
    const headers = { authorization: 'Bearer tester-key-0123456789-abcdefghij' };
    const head = await fetch(`${service.publicUrl}${PATH}/users`, { method: 'HEAD', headers });
    expect(head.status).to.equal(200);
    const post = await fetch(`${service.publicUrl}${PATH}/users`, { method: 'POST', headers });
    expect([post.status, post.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD']);
    expect((await fetch(`${service.publicUrl}${PATH}/users`)).status).to.equal(401);
    const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
    expect(metrics).to.match(/_requests_total\{[^}]*route="users"/);
  });

  it('passes over what a platform appends, and no filter', async () => {
    const as = async (name: string, query: string) => {
      const response = await service.get(`${PATH}/members?${query}`, {
        authorization: `Bearer ${key(name)}`,
      });
      return [response.status, ((await response.json()) as Partial<Page>).total];
    };
    expect(await as('platform', 'presence=Busy&CallID=7&x[]=1&caller={{caller}}')).to.deep.equal([200, 1]);
    expect(await as('platform', 'Presence=Busy')).to.deep.equal([400, undefined]);
    expect(await as('platform', 'presence={{presence}}')).to.deep.equal([400, undefined]);
    expect(await as('tracker', 'presence=Busy&CALLID=7&Sub1=a&sub_2=b')).to.deep.equal([200, 1]);
    expect(await as('tracker', 'presence=Busy&other=1')).to.deep.equal([400, undefined]);
  });
});
