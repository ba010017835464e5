import { expect } from 'chai';
import { keyDigest } from '../../src/rules/key-digest.js';
import { startService, stopServices, membersOf, KEY, type TestService } from '../support/service.js';

const SALES = 'abcdefab-0000-4000-8000-000000000001';
const SUPPORT = 'abcdefab-0000-4000-8000-000000000002';
const EMPTY = 'abcdefab-0000-4000-8000-000000000003';
const LARGE = 'abcdefab-0000-4000-8000-000000000004';
const NOWHERE = 'abcdefab-0000-4000-8000-00000000dead';
const SHARED = 'abcdefab-1111-4000-8000-000000000001';

/** Available and joined: sales 2, support 2 (one of them also in sales), empty 0, large 60. */
const QUEUES = [
  {
    id: SALES,
    agents: [
      { userId: SHARED, name: 'Ann Agent', presence: 'Available' },
      { name: 'Bob Agent', presence: 'Available', skills: ['billing'] },
      { name: 'Cy Agent', presence: 'On Queue', routingStatus: 'IDLE' },
      { name: 'Di Agent', presence: 'Available', joined: false },
    ],
  },
  { id: SUPPORT, agents: [{ userId: SHARED, presence: 'Available' }, { presence: 'Available' }] },
  { id: EMPTY, agents: [{ presence: 'Offline' }] },
  { id: LARGE, agents: Array.from({ length: 60 }, () => ({ presence: 'Available' })) },
];

const keyOf = (name: string) => `${name}-key-0123456789-abcdefghij`;
const digestOf = (name: string) => `sha256:${keyDigest(keyOf(name))}`;

const CALLERS = `
organizations: { other: { loginUrl: "http://127.0.0.1:9", apiUrl: "http://127.0.0.1:9", clientId: a, clientSecret: b } }
callers:
  listed: { keys: ["${digestOf('listed')}"], queues: [${SALES}] }
  counting: { keys: ["${digestOf('counting')}"], fields: counts }
  appending: { keys: ["${digestOf('appending')}"], ignoreParameters: [callId, call] }
  stranger: { keys: ["${digestOf('stranger')}"], organization: other }
`;

/** A service with these webhooks, in YAML below `webhooks:`. */
const serviceWith = (webhooks: string, environment: Record<string, string> = {}) =>
  startService({
    simulator: { queues: QUEUES, rateLimit: false },
    settings: `${CALLERS}\nwebhooks:\n${webhooks}`,
    environment: { AVAILABILITY_DEADLINE_MS: '300', AVAILABILITY_FRESH_FOR_MS: '0', ...environment },
  });

const BASIC = `
  plain: { queues: [${SALES}] }
  idle: { queues: [${SALES}], filters: { routingStatus: idle, joined: true } }
  skilled: { queues: [${SALES}], filters: { presence: available, skills: [billing] } }
  three: { queues: [${SALES}], minimum: 3 }
  both: { queues: [${SALES}, ${SUPPORT}], acceptance: { field: total, condition: greater than, value: 2 } }
  text: { queues: [${SALES}], format: text, minimum: 3, statusCodes: true }
  xml: { queues: [${SALES}, ${SUPPORT}], format: xml, acceptance: { field: filters, condition: Equals, value: "a<b>&" } }
  named: { queues: [${SALES}], callers: [counting] }
  foreign: { organization: other, queues: [${SALES}] }
  gone: { queues: [${NOWHERE}], failurePolicy: open }
  agent: { queues: [${SALES}], acceptance: { field: "entities[0].name", condition: Equals, value: Ann Agent } }
  zed: { queues: [${SALES}], acceptance: { field: entities.0.name, condition: Equals, value: Zed Agent } }
`;

describe('named webhooks, whole service', () => {
  let service: TestService;
  const ask = async (path: string, init: RequestInit = {}, key = KEY) => {
    const headers = { 'x-api-key': key, ...(init.headers as Record<string, string>) };
    const response = await fetch(`${service.publicUrl}/v1/webhooks/${path}`, { ...init, headers });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const body = (isJson ? JSON.parse(text || '{}') : {}) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text, body };
  };
  afterEach(stopServices);

  describe('with several webhooks', () => {
    beforeEach(async () => {
      service = await serviceWith(BASIC, { AVAILABILITY_FRESH_FOR_MS: '60000' });
    });

    it('answers with the fields of availability and the condition that held', async () => {
      const { status, headers, body } = await ask('plain');
      expect(status).to.equal(200);
      expect(body).to.include({
        accept: true,
        agentsAvailable: 2,
        total: 2,
        minimum: 1,
        status: 'available',
        stale: false,
        reason: 'agentsAvailable Greater Than or Equal 1 holds: the value is 2',
        filters: 'presence=Available&joined=true',
        webhook: 'plain',
        condition: 'agentsAvailable Greater Than or Equal 1',
        conditionValue: 2,
        conditionHeld: true,
      });
      for (const value of Object.values(body)) expect(value).to.not.be.an('object');
      expect(headers.get('cache-status')).to.equal('availability-proxy; fwd=miss');
      expect(headers.get('etag')).to.be.a('string');
    });

    it('says which condition failed and with what value', async () => {
      expect((await ask('three')).body).to.include({
        accept: false,
        status: 'unavailable',
        reason: 'agentsAvailable Greater Than or Equal 3 does not hold: the value is 2',
        conditionValue: 2,
        conditionHeld: false,
      });
    });

    it('counts by its own filters, written as on the availability route', async () => {
      expect((await ask('idle')).body).to.include({ total: 1, filters: 'routingStatus=IDLE&joined=true' });
      expect((await ask('skilled')).body).to.include({ total: 1 });
    });

    it('lists several queues and counts an agent in two of them once', async () => {
      const { body } = await ask('both');
      expect(body).to.include({
        accept: true,
        total: 3,
        condition: 'total Greater Than 2',
        conditionValue: 3,
      });
      expect(body['queues']).to.have.length(2);
    });

    it('answers GET, HEAD and POST alike, with JSON, a form or nothing in the body', async () => {
      const stable = (body: Record<string, unknown>) => ({ ...body, asOf: undefined });
      const byGet = stable((await ask('plain?statusCodes=true')).body);
      const json = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"statusCodes":true}',
      };
      const form = { method: 'POST', body: new URLSearchParams('statusCodes=true') };
      for (const init of [json, form, { method: 'POST' }, { ...json, body: '' }, { ...json, body: '{}' }]) {
        const { status, body } = await ask('plain', init);
        expect(status).to.equal(200);
        expect(stable(body)).to.deep.equal(byGet);
      }
      const head = await ask('plain', { method: 'HEAD' });
      expect(head).to.include({ status: 200, text: '' });
      expect(Number(head.headers.get('content-length'))).to.be.greaterThan(100);
    });

    it('writes its own format unless the request asks for another', async () => {
      const text = await ask('text');
      expect(text.status).to.equal(409);
      expect(text.headers.get('content-type')).to.match(/^text\/plain/);
      expect(text.text.split('\n')).to.include.members([
        'accept=false',
        'webhook=text',
        'conditionValue=2',
        'conditionHeld=false',
      ]);
      expect((await ask('text?statusCodes=false')).status).to.equal(200);
      expect((await ask('text?format=JSON')).body).to.include({ webhook: 'text', accept: false });
      const xml = await ask('xml');
      expect(xml.status).to.equal(200);
      expect(xml.headers.get('content-type')).to.match(/^application\/xml/);
      expect(xml.text)
        .to.include('<condition>filters Equals a&lt;b&gt;&amp;</condition>')
        .and.include('<conditionHeld>false</conditionHeld><queues><queue>');
      expect((await ask('xml?statusCodes=true&format=text')).status).to.equal(409);
    });

    it('lets only its callers of its organization ask', async () => {
      expect((await ask('named', {}, keyOf('counting'))).status).to.equal(200);
      for (const [name, key] of [
        ['named', KEY],
        ['foreign', KEY],
        ['plain', keyOf('stranger')],
      ] as const) {
        const { status, body } = await ask(name, {}, key);
        expect(status, name).to.equal(403);
        expect(body).to.include({ code: 'webhook_not_allowed' });
      }
      expect((await ask('plain', {}, 'wrong')).status).to.equal(401);
    });

    it("keeps a caller to its own queues, whatever the webhook's are", async () => {
      expect((await ask('plain', {}, keyOf('listed'))).status).to.equal(200);
      service.simulator.resetRecords();
      const { status, body } = await ask('both', {}, keyOf('listed'));
      expect(status).to.equal(403);
      expect(body).to.include({ code: 'queue_not_allowed' });
      expect(body['detail']).to.include(SUPPORT).and.not.include(SALES);
      expect(service.simulator.count('members')).to.equal(0);
    });

    it("passes Genesys's refusal of a single queue on, whatever the policy", async () => {
      const { status, body } = await ask('gone');
      expect(status).to.equal(404);
      expect(body).to.include({ code: 'queue_not_found' });
      const clear = service.simulator.fault({ on: 'members', do: { kind: 'status', status: 403 } });
      expect((await ask('plain')).body).to.include({ code: 'genesys_permission_missing', status: 403 });
      clear();
    });

    it("decides by an agent's data without telling it, however others have asked", async () => {
      await service.get(membersOf(SALES, 'sortOrder=desc&presence=Available&joined=true&expand=presence'));
      for (const key of [KEY, keyOf('counting')]) {
        const { body, text } = await ask('agent', {}, key);
        expect(body).to.include({ accept: true, conditionValue: null, conditionHeld: true });
        expect(body['reason']).to.equal('entities.0.name Equals Ann Agent holds');
        expect(text).to.not.include('Bob').and.not.include('"entities"').and.not.include(SHARED);
      }
      const { body, text } = await ask('zed');
      expect(body['reason']).to.equal('entities.0.name Equals Zed Agent does not hold');
      expect(text).to.not.include('Ann');
    });

    it('writes its name into the log, and counts as a route of its own', async () => {
      await ask('plain');
      const line = service.log.find((entry) => entry.includes('"webhook":"plain"'));
      expect(line).to.include('"route":"webhook"').and.include('"accept":true').and.include(SALES);
    });

    it('passes over what the platform appends, if it may, maps in a body too', async () => {
      const body = JSON.stringify({ call: { id: 1, legs: [[]] }, callId: 7 });
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      expect((await ask('plain?callId=7', init, keyOf('appending'))).status).to.equal(200);
    });

    const json = (body: string): RequestInit => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const odd: [path: string, init: RequestInit, status: number, code: string, detail?: string][] = [
      ['none', {}, 404, 'webhook_not_found'],
      ['PLAIN', {}, 404, 'webhook_not_found'],
      ['constructor', {}, 404, 'webhook_not_found'],
      ['__proto__', {}, 404, 'webhook_not_found'],
      ['%ZZ', {}, 404, 'webhook_not_found'],
      ['pl%61in%20', {}, 404, 'webhook_not_found'],
      ['', {}, 404, 'route_not_found'],
      ['plain/more', {}, 404, 'route_not_found'],
      ['plain', { method: 'PUT' }, 405, 'method_not_allowed'],
      ['plain?callId=7&zone=b', {}, 400, 'unknown_parameter', '"callId", "zone"'],
      ['plain?min=2', {}, 400, 'unknown_parameter', '"min"'],
      ['plain?presence=Away', {}, 400, 'unknown_parameter', '"presence"'],
      ['plain?format=yaml', {}, 400, 'invalid_parameter', '"format"'],
      ['plain?format=', {}, 400, 'invalid_parameter', '"format"'],
      ['plain?statusCodes=2', {}, 400, 'invalid_parameter', '"statusCodes"'],
      ['plain?__proto__=1&constructor=2', {}, 400, 'unknown_parameter', '"constructor"'],
      ['plain', json('{"call":"x"}'), 400, 'unknown_parameter', '"call"'],
      ['plain', json('{"call":{"id":1}}'), 400, 'invalid_parameter', '"call"'],
      ['plain', json('{"__proto__":"x"}'), 400, 'unknown_parameter', '"__proto__"'],
      ['plain', json('[1]'), 400, 'invalid_body'],
      ['plain', json('{'), 400, 'invalid_body'],
      [
        'plain',
        { method: 'POST', body: '<a/>', headers: { 'content-type': 'text/xml' } },
        415,
        'unsupported_media_type',
      ],
      ['plain', json(`{"a":"${'1'.repeat(20_000)}"}`), 413, 'body_too_large'],
    ];
    for (const [path, init, expected, code, detail] of odd) {
      it(`answers ${init.method ?? 'GET'} ${path} ${typeof init.body === 'string' ? init.body.slice(0, 18) : ''} with ${expected} ${code}`, async () => {
        const { status, body } = await ask(path, init);
        expect(status).to.equal(expected);
        expect(body).to.include({ code, status: expected });
        if (detail !== undefined) expect(body['detail']).to.include(detail);
        expect(service.simulator.count('members')).to.equal(0);
      });
    }
  });

  describe('with a criterion', () => {
    /** Queues, acceptance, whether it accepts and the value that is told. */
    const criteria: [queues: string, rule: string, accept: boolean, value: unknown][] = [
      [SALES, 'field: total, condition: Greater Than, value: 1', true, 2],
      [SALES, 'field: total, condition: Greater Than, value: 2', false, 2],
      [SALES, 'field: total, condition: greater than or equal, value: "2"', true, 2],
      [SALES, 'field: total, condition: Less Than, value: 3', true, 2],
      [SALES, 'field: total, condition: Less Than, value: 2', false, 2],
      [SALES, 'field: total, condition: LESS THAN OR EQUAL, value: 2', true, 2],
      [SALES, 'field: total, condition: Equals, value: 2', true, 2],
      [SALES, 'field: total, condition: Equals, value: 3', false, 2],
      [SALES, 'field: total, condition: Not Equals, value: 3', true, 2],
      [SALES, 'field: total, condition: Not Equals, value: 2', false, 2],
      [SALES, 'field: status, condition: Equals, value: available', true, 'available'],
      [SALES, 'field: accept, condition: Equals, value: true', true, true],
      [SALES, 'field: stale, condition: Equals, value: true', false, false],
      [EMPTY, 'field: total, condition: Exists', true, 0],
      [EMPTY, 'field: total, condition: Equals, value: 0', true, 0],
      [SALES, 'field: entities, condition: Exists', true, 'list of 2'],
      [EMPTY, 'field: entities, condition: Exists', false, 'list of 0'],
      [LARGE, 'field: entities, condition: Exists', true, 'list of 25'],
      [SALES, 'field: entities.0.id, condition: Exists', true, null],
      [EMPTY, 'field: entities.0.id, condition: Exists', false, null],
      [SALES, 'field: pageCount, condition: Greater Than, value: 0', true, 1],
      [EMPTY, 'field: pageCount, condition: Greater Than, value: 0', false, 0],
      [LARGE, 'field: pageCount, condition: Equals, value: 3', true, 3],
      [LARGE, 'field: pageSize, condition: Equals, value: 25', true, 25],
      [LARGE, 'field: pageNumber, condition: Equals, value: 1', true, 1],
      [SALES, 'field: queues.0.error, condition: Exists', false, null],
      [SALES, 'field: queues.7.agentsAvailable, condition: Not Equals, value: 1', false, null],
      [SALES, 'field: total.__proto__, condition: Exists', false, null],
      [SALES, 'field: queues.0.constructor, condition: Exists', false, null],
      [SALES, 'field: queues.length, condition: Exists', false, null],
      [`${EMPTY}, ${SALES}`, 'field: "queues[1].agentsAvailable", condition: Equals, value: 2', true, 2],
      [`${EMPTY}, ${SALES}`, 'field: queues.0, condition: Exists', true, 'map'],
    ];

    before(async () => {
      const webhooks = criteria.map(
        ([queues, rule], n) => `  w${n}: { queues: [${queues}], acceptance: { ${rule} } }`,
      );
      service = await serviceWith(webhooks.join('\n'), { AVAILABILITY_FRESH_FOR_MS: '60000' });
    });

    it('accepts when it holds, and says with what value', async () => {
      for (const [n, [, rule, accept, value]] of criteria.entries()) {
        const { status, body } = await ask(`w${n}`);
        expect(status, rule).to.equal(200);
        expect(body, rule).to.include({
          accept,
          status: accept ? 'available' : 'unavailable',
          conditionValue: value,
          conditionHeld: accept,
        });
        expect(body['reason'], rule).to.include(
          `${String(body['condition'])} ${accept ? 'holds' : 'does not hold'}`,
        );
      }
    });
  });

  describe('while Genesys fails', () => {
    const acceptance = 'acceptance: { field: total, condition: Greater Than, value: 1 }';
    const two = `queues: [${SALES}, ${SUPPORT}]`;

    beforeEach(async () => {
      service = await serviceWith(
        `
  usual: { queues: [${SALES}], ${acceptance} }
  closed: { queues: [${SALES}], ${acceptance}, failurePolicy: closed }
  open: { queues: [${SALES}], ${acceptance}, failurePolicy: open, statusCodes: true }
  error: { queues: [${SALES}], ${acceptance}, failurePolicy: error }
  pages: { queues: [${SALES}], acceptance: { field: pageCount, condition: Greater Than, value: 0 } }
  enough: { ${two}, ${acceptance}, failurePolicy: error }
  short: { ${two}, acceptance: { field: total, condition: Greater Than, value: 2 }, failurePolicy: open }
  few: { ${two}, acceptance: { field: total, condition: Less Than, value: 2 }, failurePolicy: open }
  exact: { ${two}, acceptance: { field: total, condition: Equals, value: 2 } }
  first: { ${two}, acceptance: { field: queues.0.agentsAvailable, condition: Equals, value: 2 } }
  second: { ${two}, acceptance: { field: queues.1.agentsAvailable, condition: Not Equals, value: 2 } }
  strict: { ${two}, acceptance: { field: total, condition: Greater Than, value: 2 }, failurePolicy: error }
  refused: { queues: [${SALES}, ${NOWHERE}], minimum: 3 }
`,
      );
    });

    const unknown = { status: 'unknown', conditionValue: null, conditionHeld: false, total: null };

    it('decides by the policy when nothing is known', async () => {
      service.simulator.fault({ on: 'members', do: { kind: 'status', status: 503 } });
      const closed = await ask('closed');
      expect(closed.status).to.equal(200);
      expect(closed.body).to.include({ ...unknown, accept: false });
      expect(closed.body['reason']).to.match(
        /^total Greater Than 1 is not known; not accepted by the failure policy: .*genesys_/,
      );
      expect((await ask('usual')).body).to.include({ ...unknown, accept: false });
      expect((await ask('pages')).body).to.include({ ...unknown, accept: false });
      const open = await ask('open');
      expect(open.status).to.equal(200);
      expect(open.body).to.include({ ...unknown, accept: true });
      const error = await ask('error');
      expect(error.status).to.equal(503);
      expect(error.body['code']).to.match(/^genesys_/);
      expect(error.headers.get('retry-after')).to.match(/^\d+$/);
    });

    it('decides by the policy when Genesys hangs, within the deadline', async () => {
      service.simulator.fault({ on: 'members', do: 'hang' });
      const began = performance.now();
      const answers = await Promise.all(['closed', 'open', 'error'].map((name) => ask(name)));
      expect(performance.now() - began).to.be.lessThan(1500);
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 503]);
      expect(answers[2]?.body).to.include({ code: 'genesys_timeout' });
    });

    it('follows availability.failurePolicy where the webhook says nothing', async () => {
      await stopServices();
      const yaml = `  usual: { queues: [${SALES}] }\navailability: { failurePolicy: open }`;
      service = await serviceWith(yaml);
      service.simulator.fault({ on: 'members', do: 'reset' });
      expect((await ask('usual')).body).to.include({ ...unknown, accept: true });
    });

    it('lets the known queues decide alone where the unknown one can change nothing', async () => {
      service.simulator.fault({ on: 'members', queueId: SUPPORT, do: { kind: 'status', status: 503 } });
      expect((await ask('enough')).body).to.include({ accept: true, status: 'available', conditionValue: 2 });
      expect((await ask('few')).body).to.include({ accept: false, status: 'unavailable', conditionValue: 2 });
      expect((await ask('first')).body).to.include({ accept: true, status: 'available', conditionValue: 2 });
      const short = await ask('short');
      expect(short.body).to.include({
        accept: true,
        status: 'unknown',
        conditionValue: 2,
        conditionHeld: false,
      });
      expect(short.body['reason']).to.match(
        /^total Greater Than 2 is not known: 2 in the queues that could be counted; accepted by the failure policy: abc/,
      );
      expect((short.body['queues'] as object[])[1]).to.include({ queue: SUPPORT, agentsAvailable: null });
      expect((await ask('exact')).body).to.include({
        accept: false,
        status: 'unknown',
        conditionHeld: false,
      });
      expect((await ask('second')).body).to.include({
        accept: false,
        status: 'unknown',
        conditionValue: null,
      });
      expect((await ask('strict')).status).to.equal(503);
    });

    it('lists a queue that Genesys refuses beside the others', async () => {
      const { status, body } = await ask('refused');
      expect(status).to.equal(200);
      expect(body).to.include({ accept: false, status: 'unknown' });
      expect((body['queues'] as object[])[1]).to.include({ queue: NOWHERE, error: 'queue_not_found' });
    });
  });
});
