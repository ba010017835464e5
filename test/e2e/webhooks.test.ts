import { expect } from 'chai';
import { KEY, membersOf, stopServices, type TestService } from '../support/service.js';
import { askWebhook, keyOf, NOWHERE, SALES, serviceWith, SHARED, SUPPORT } from '../support/webhooks.js';

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
  const ask = (path: string, init: RequestInit = {}, key = KEY) => askWebhook(service, path, init, key);
  afterEach(stopServices);

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
      reason: 'agentsAvailable Greater Than or Equal 1 is met: the value is 2',
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
      reason: 'agentsAvailable Greater Than or Equal 3 is not met: the value is 2',
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
      expect(body['reason']).to.equal('entities.0.name Equals Ann Agent is met');
      expect(text).to.not.include('Bob').and.not.include('"entities"').and.not.include(SHARED);
    }
    const { body, text } = await ask('zed');
    expect(body['reason']).to.equal('entities.0.name Equals Zed Agent is not met');
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
