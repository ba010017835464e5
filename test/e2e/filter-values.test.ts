import { expect } from 'chai';
import { faultsOf, GOOD, load } from '../settings/support.js';
import { KEY, membersOf, startService, stopServices, type TestService } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

interface Body {
  readonly total?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly reason?: string;
  readonly decision?: { readonly basis: ReadonlyArray<{ readonly whyNobody?: string }> };
}

describe('values of filters', () => {
  let service: TestService;
  before(async () => {
    service = await startService({
      simulator: {
        queues: [
          {
            id: QUEUE,
            agents: [
              { name: "Ann O'Brien", skills: ['Sales (EMEA)', '[DE] Support'], presence: 'Available' },
              { name: 'Robert "Bob" Smith', skills: ['100% remote'], presence: 'On Queue' },
            ],
          },
        ],
      },
      settings: `webhooks: { odd: { queues: [${QUEUE}], filters: { routingStatus: ON_QUEUE } } }`,
    });
  });
  after(stopServices);

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(service.publicUrl + path, {
      ...init,
      headers: { authorization: `Bearer ${KEY}`, ...init.headers },
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const membersAsked = () => service.simulator.requests.filter(({ route }) => route === 'members').length;

  const refused = [
    ...[
      'skills=[tag:skill]',
      'skills=billing,[skill]',
      'name={{x}}',
      'name=%24%7Bname%7D',
      'presence="Available"',
    ],
    ...[
      'presence=On%2520Queue',
      'skills=%255Btag%255D',
      'languages={{a,b}}',
      'memberBy={memberBy}',
      'name=M%FCller',
    ],
    ...['joined={{joined}}', 'routingStatus=%27IDLE%27', 'skills=R%26amp%3BD'],
  ];
  for (const query of refused) {
    it(`are refused with a tag, quotes or an escape left in them: ${query}`, async () => {
      const before = membersAsked();
      for (const path of [membersOf(QUEUE, query), `/v1/queues/${QUEUE}/availability?${query}`]) {
        const { status, body } = await ask(path);
        expect([status, body.code]).to.deep.equal([400, 'invalid_parameter']);
        expect(body.detail).to.match(/^"\w+" is ".+", which holds .+: it would count nobody\.$/);
        expect(body.hint).to.match(/platform/);
      }
      expect(membersAsked()).to.equal(before);
    });
  }

  it('are refused in bodies too, and shown clean and short', async () => {
    const send = (value: unknown) =>
      ask(`/v1/queues/${QUEUE}/availability`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ skills: value }),
      });
    const { status, body } = await send(['ok', `{{a\n\u202eb}}${'x'.repeat(180)}`]);
    expect(status).to.equal(400);
    expect(body.detail).to.match(/^"skills" is "\{\{a\?b\}\}x{56}…", which holds a tag/);
    expect((await send('[tag:skill]')).status).to.equal(400);
  });

  it('are refused where a question is longer than any webhook needs, in its address or all together', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => `${n}`.padStart(200, 'x')).join(',');
    const before = membersAsked();
    const long = await ask(membersOf(QUEUE, `skills=${many(45)}`));
    expect([long.status, long.body.code]).to.deep.equal([400, 'invalid_parameter']);
    expect(long.body.detail).to.equal('The address is longer than 8192 characters.');
    const together = await ask(`/v1/queues/${QUEUE}/availability`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ skills: many(30), languages: many(30) }),
    });
    expect([together.status, together.body.code]).to.deep.equal([400, 'invalid_parameter']);
    expect(together.body.detail).to.match(/values of all parameters together are longer than 8192/);
    expect(membersAsked()).to.equal(before);
    expect((await ask(membersOf(QUEUE, `skills=${many(20)}`))).status).to.equal(200);
  });

  const taken: Array<[query: string, total: number]> = [
    ["name=O'Brien", 1],
    ['name=O%27Brien', 1],
    ['name=%22Bob%22%20Smith', 1],
    ['skills=Sales%20(EMEA)', 1],
    ['skills=%5BDE%5D%20Support', 1],
    ['skills=100%25%20remote', 1],
    ['skills=100%%20remote', 1],
  ];
  for (const [query, total] of taken) {
    it(`are taken as names: ${query}`, async () => {
      const { status, body } = await ask(membersOf(QUEUE, query));
      expect([status, body.total]).to.deep.equal([200, total]);
    });
  }

  it('of named webhooks are faults at the start, which show the value', () => {
    const yaml = (filters: string) => `webhooks: { sales: { queues: [${QUEUE}], filters: { ${filters} } } }`;
    const table: Array<[filters: string, key: string, problem: RegExp]> = [
      ['skills: ["[tag:skill]"]', 'skills', /^is "\[tag:skill\]", which holds a tag/],
      ['name: "{{ name }}"', 'name', /^is "\{\{ name \}\}", which holds a tag/],
      ['presence: "On%20Queue"', 'presence', /"On%20Queue", which holds an escape/],
      ['skills: "a, \'b\'"', 'skills', /"'b'", which holds quotes/],
    ];
    for (const [filters, key, problem] of table) {
      const [fault] = faultsOf(GOOD, yaml(filters));
      expect(fault?.key).to.equal(`webhooks.sales.filters.${key}`);
      expect(fault?.problem).to.match(problem);
    }
    const real = load(GOOD, yaml(`name: "O'Brien", skills: ["Sales (EMEA)", "[DE] Support"]`));
    expect(real.webhooks[0]?.filters.name).to.equal("O'Brien");
  });

  it('that Genesys refuses name what was probably meant', async () => {
    const { status, body } = await ask(membersOf(QUEUE, 'presence=Avaliable'));
    expect([status, body.code]).to.deep.equal([400, 'genesys_request_refused']);
    expect(body.hint).to.equal(
      'Genesys Cloud is not known to have the presence "Avaliable"; presence=Available was probably meant.',
    );
    const webhook = await ask('/v1/webhooks/odd');
    expect(webhook.body.hint).to.match(/routing status "ON_QUEUE"; presence=On Queue was probably meant/);
  });

  it('are explained where they count nobody, as the page does', async () => {
    await ask(membersOf(QUEUE, 'joined=true'));
    const { body } = await ask(`/v1/queues/${QUEUE}/availability?presence=Busy&explain=true`);
    expect(body.total).to.equal(0);
    const [basis] = body.decision?.basis ?? [];
    expect(basis?.whyNobody).to.match(/No member who has joined has the presence Busy/);
    expect(basis?.whyNobody).to.match(/joined=true counts 2/);
    const some = await ask(`/v1/queues/${QUEUE}/availability?explain=true`);
    expect(some.body.decision?.basis[0]).to.not.have.property('whyNobody');
  });
});
