import type { AvailabilityAnswer } from '../../../src/http/availability/answer-schema.js';
import { expect } from 'chai';
import { ServiceError } from '../../../src/domain/errors.js';
import {
  availabilityAnswer,
  renderAvailability,
  type QueueFinding,
} from '../../../src/http/availability/availability-answer.js';
import type { Served } from '../../../src/domain/model.js';
import type { Decision } from '../../../src/domain/acceptance.rules.js';
import type { AvailabilityRequest } from '../../../src/domain/availability-query.rules.js';
import type { AnswerFormat } from '../../../src/domain/parameter-tables.js';
import { ANSWER_FIELDS } from '../../../src/domain/criterion.rules.js';
import { OTHER_QUEUE, QUEUE } from '../../domain/support.js';

const ASKED: AvailabilityRequest = {
  queueIds: [QUEUE],
  filters: { presence: ['Available'], joined: true },
  minimum: 2,
  format: 'json',
  statusCodes: false,
};
const YES: Decision = { accept: true, status: 'available' };
const NO: Decision = { accept: false, status: 'unavailable' };
const UNKNOWN_CLOSED: Decision = { accept: false, status: 'unknown' };
const UNKNOWN_OPEN: Decision = { accept: true, status: 'unknown' };

function counted(
  queueId: string,
  agents: number,
  at = '2026-03-01T12:00:00.000Z',
  via: Served['via'] = 'hit',
) {
  const members = Array.from({ length: agents }, (_, n) => ({ id: `m${n}`, userId: `u${n}`, json: '{}' }));
  const snapshot = { members, takenAt: 0, asOf: Date.parse(at), pages: 1, correlationIds: [] };
  return { queueId, served: { snapshot, ageMs: 0, ttlMs: 0, via } };
}

const failed = (queueId: string): QueueFinding => ({
  queueId,
  error: new ServiceError('queue_not_found', { detail: 'hunter2', cause: new Error('hunter2') }),
});

describe('availability answer', () => {
  it('is flat and says what was counted, when, by which filters and why', () => {
    const { queues, ...scalars } = availabilityAnswer(ASKED, [counted(QUEUE, 3)], 3, YES);
    expect(scalars).to.deep.equal({
      accept: true,
      agentsAvailable: 3,
      total: 3,
      minimum: 2,
      status: 'available',
      asOf: '2026-03-01T12:00:00.000Z',
      stale: false,
      reason: '3 agents match, 2 needed',
      filters: 'presence=Available&joined=true',
    });
    expect(queues).to.deep.equal([
      { queue: QUEUE, agentsAvailable: 3, asOf: '2026-03-01T12:00:00.000Z', stale: false, error: null },
    ]);
  });

  it('has the fields that a criterion may begin with, and no other', () => {
    const asked = { ...ASKED, calls: {} };
    expect(Object.keys(availabilityAnswer(asked, [], 0, NO))).to.have.members(ANSWER_FIELDS);
  });

  it('says 0 when nobody matches and null when nobody could count', () => {
    expect(availabilityAnswer(ASKED, [counted(QUEUE, 0)], 0, NO)).to.include({
      agentsAvailable: 0,
      total: 0,
    });
    const unknown = availabilityAnswer(ASKED, [failed(QUEUE)], 0, UNKNOWN_CLOSED);
    expect(unknown).to.include({ agentsAvailable: null, total: null, asOf: null, stale: false });
  });

  it('counts distinct agents over all queues, and each queue alone', () => {
    const findings = [counted(QUEUE, 2), counted(OTHER_QUEUE, 3)];
    const answer = availabilityAnswer(ASKED, findings, 3, YES);
    expect(answer.total).to.equal(3);
    expect(answer.queues.map((line) => line.agentsAvailable)).to.deep.equal([2, 3]);
  });

  it('is as old as its oldest part and stale if any part is', () => {
    const findings = [
      counted(QUEUE, 1, '2026-03-01T12:00:00.002Z'),
      counted(OTHER_QUEUE, 1, '2026-03-01T12:00:00.001Z', 'stale'),
    ];
    const answer = availabilityAnswer(ASKED, findings, 2, YES);
    expect(answer.asOf).to.equal('2026-03-01T12:00:00.001Z');
    expect(answer.stale).to.equal(true);
    expect(answer.queues.map((line) => line.stale)).to.deep.equal([false, true]);
    for (const via of ['hit', 'miss', 'collapsed'] as const)
      expect(availabilityAnswer(ASKED, [counted(QUEUE, 2, undefined, via)], 2, YES).stale).to.equal(false);
  });

  const failure = `${OTHER_QUEUE}: Genesys Cloud does not know this queue (queue_not_found)`;
  const reasons: [findings: QueueFinding[], count: number, decision: Decision, reason: string][] = [
    [[counted(QUEUE, 1)], 1, NO, '1 agent matches, 2 needed'],
    [[counted(QUEUE, 0)], 0, NO, '0 agents match, 2 needed'],
    [[counted(QUEUE, 2), failed(OTHER_QUEUE)], 2, YES, '2 agents match, 2 needed'],
    [[failed(OTHER_QUEUE)], 0, UNKNOWN_CLOSED, `not accepted by the failure policy: ${failure}`],
    [
      [failed(OTHER_QUEUE), failed(OTHER_QUEUE)],
      0,
      UNKNOWN_CLOSED,
      `not accepted by the failure policy: ${failure}; ${failure}`,
    ],
    [[failed(OTHER_QUEUE)], 0, UNKNOWN_OPEN, `accepted by the failure policy: ${failure}`],
    [
      [counted(QUEUE, 1), failed(OTHER_QUEUE)],
      1,
      UNKNOWN_CLOSED,
      `1 agent matches, 2 needed in the queues that could be counted; not accepted by the failure policy: ${failure}`,
    ],
  ];
  for (const [findings, count, decision, reason] of reasons) {
    it(`gives the reason "${reason.slice(0, 60)}"`, () => {
      expect(availabilityAnswer(ASKED, findings, count, decision).reason).to.equal(reason);
    });
  }

  it('names the error code of a queue that could not be counted, and no detail', () => {
    const answer = availabilityAnswer(ASKED, [counted(QUEUE, 1), failed(OTHER_QUEUE)], 1, UNKNOWN_CLOSED);
    expect(answer.queues[1]).to.deep.equal({
      queue: OTHER_QUEUE,
      agentsAvailable: null,
      asOf: null,
      stale: false,
      error: 'queue_not_found',
    });
    expect(JSON.stringify(answer)).not.to.contain('hunter2');
  });
});

describe('written availability answer', () => {
  const findings = [counted(QUEUE, 1), failed(OTHER_QUEUE)];
  const answer = availabilityAnswer(ASKED, findings, 1, UNKNOWN_CLOSED);
  const write = (format: AnswerFormat, several: boolean, of: AvailabilityAnswer = answer) =>
    renderAvailability(of, format, several).body.toString('utf8');
  const { queues, ...scalars } = answer;

  const types: [format: AnswerFormat, contentType: string][] = [
    ['json', 'application/json; charset=utf-8'],
    ['text', 'text/plain; charset=utf-8'],
    ['xml', 'application/xml; charset=utf-8'],
  ];
  for (const [format, contentType] of types) {
    it(`has the type of ${format}, and a tag that changes with it`, () => {
      const rendering = renderAvailability(answer, format, false);
      expect(rendering.contentType).to.equal(contentType);
      expect(rendering.etag).to.match(/^"[\w-]{27}"$/);
      expect(renderAvailability(answer, format, false).etag).to.equal(rendering.etag);
      expect(renderAvailability({ ...answer, total: 2 }, format, false).etag).not.to.equal(rendering.etag);
    });
  }

  it('is JSON with the list of queues only for several', () => {
    expect(JSON.parse(write('json', false))).to.deep.equal(scalars);
    expect(JSON.parse(write('json', true))).to.deep.equal({ ...scalars, queues });
  });

  it('is text with a line for each scalar, empty where nothing is known', () => {
    const lines = write('text', true, { ...answer, agentsAvailable: null, reason: 'a\r\nb\n=c' }).split('\n');
    expect(lines).to.deep.equal([
      'accept=false',
      'agentsAvailable=',
      'total=1',
      'minimum=2',
      'status=unknown',
      'asOf=2026-03-01T12:00:00.000Z',
      'stale=false',
      'reason=a b =c',
      'filters=presence=Available&joined=true',
      '',
    ]);
  });

  it('is XML with an element for each scalar, and for each queue of several', () => {
    const one = write('xml', false);
    expect(one).to.match(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<availability><accept>false<\/accept>/);
    expect(one).to.match(/<\/filters><\/availability>\n$/);
    expect(one).not.to.contain('<queues>');
    expect(write('xml', true)).to.contain(
      `<queues><queue><queue>${QUEUE}</queue><agentsAvailable>1</agentsAvailable>` +
        '<asOf>2026-03-01T12:00:00.000Z</asOf><stale>false</stale><error></error></queue>' +
        `<queue><queue>${OTHER_QUEUE}</queue><agentsAvailable></agentsAvailable><asOf></asOf>`,
    );
  });

  it('has nothing in its XML that XML cannot hold', () => {
    const filters = 'name=<a>&"b"]]>\u0000\u0007\u001b\u0085\ufffe\uffff ü 😀';
    const xml = write('xml', false, { ...answer, filters });
    expect(xml).to.contain(`<filters>name=&lt;a&gt;&amp;"b"]]&gt;${' '.repeat(7)}ü 😀</filters>`);
    expect(xml.replaceAll('\n', '')).not.to.match(/[\p{Cc}\ufffe\uffff]/u);
  });
});
