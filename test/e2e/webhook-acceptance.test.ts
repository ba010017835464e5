import { expect } from 'chai';
import { stopServices, type TestService } from '../support/service.js';
import { statusOf } from '../support/status.js';
import { askWebhook, EMPTY, LARGE, NOWHERE, SALES, serviceWith, SUPPORT } from '../support/webhooks.js';

describe('acceptance of named webhooks, whole service', () => {
  let service: TestService;
  const ask = (path: string) => askWebhook(service, path);
  afterEach(stopServices);

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
          `${String(body['condition'])} ${accept ? 'is met' : 'is not met'}`,
        );
      }
    });
  });

  it('can want one of the queues to have enough alone, and tells the minimum only where it decides', async () => {
    const both = `queues: [${SALES}, ${SUPPORT}]`;
    const own = 'acceptance: { field: total, condition: Greater Than, value: 1 }';
    service = await serviceWith(
      `
  together: { ${both}, minimum: 3 }
  alone: { ${both}, anyOf: 3 }
  enough: { ${both}, anyOf: 2 }
  settled: { ${both}, anyOf: 2, filters: { presence: [Available, Meal] } }
  open: { ${both}, anyOf: 3, filters: { presence: [Available, Meal] } }
  own: { queues: [${SALES}], ${own} }
  skilled: { queues: [${SALES}], filters: { allSkills: [billing, other] } }`,
    );
    expect((await ask('together')).body).to.include({ accept: true, total: 3, minimum: 3 });
    const { body } = await ask('alone');
    expect(body).to.include({ accept: false, total: 3, minimum: 3, status: 'unavailable' });
    expect(body['reason']).to.include('3 agents match, at most 2 in one queue, 3 needed in one');
    expect((await ask('enough')).body).to.include({ accept: true, minimum: 2 });
    expect((await ask('own')).body)
      .to.include({ accept: true, total: 2 })
      .and.to.not.have.property('minimum');
    expect((await ask('skilled')).body).to.include({
      total: 0,
      filters: 'allSkills=billing,other&presence=Available&joined=true',
    });
    const url = `/v1/availability?queue=${SALES},${SUPPORT}`;
    const asked = async (more: string) =>
      (await (await service.get(url + more)).json()) as { accept: boolean };
    expect([await asked('&anyOf=2'), await asked('&anyOf=3')].map(({ accept }) => accept)).to.eql([
      true,
      false,
    ]);
    const status = await statusOf(service);
    expect(status.webhooks.find(({ name }) => name === 'alone')).to.include({
      condition: 'one of the queues has at least 3',
      anyOf: true,
    });
    expect(status.queries.map(({ words }) => words)).to.include(
      'skills billing and other, presence Available, joined',
    );
    service.simulator.fault({ on: 'members', queueId: SUPPORT, do: { kind: 'status', status: 503 } });
    expect((await ask('settled')).body).to.include({ accept: true, status: 'available' });
    expect((await ask('open')).body).to.include({ accept: false, status: 'unknown' });
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
