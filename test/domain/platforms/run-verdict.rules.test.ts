import { expect } from 'chai';
import { judgeRun, type AcceptWhen } from '../../../src/domain/platforms/run-verdict.rules.js';

const over = (value: number): AcceptWhen => ({
  by: 'field',
  field: 'total',
  condition: 'Greater Than',
  value,
});
const exists = (field: string): AcceptWhen => ({ by: 'field', field, condition: 'Exists' });
const STATUS: AcceptWhen = { by: 'status' };

describe('whether a platform accepts after a webhook', () => {
  const table: Array<
    [what: string, when: AcceptWhen, status: number, body: unknown, accepted: boolean, found: string]
  > = [
    ['a field that holds', over(2), 200, { total: 3 }, true, '3'],
    ['a field at the edge', over(2), 200, { total: 2 }, false, '2'],
    ['a text of digits', { ...over(0), value: '0' } as AcceptWhen, 200, { total: 1 }, true, '1'],
    ['a missing field', over(0), 200, { entities: [] }, false, 'nothing'],
    ['null', over(0), 200, { total: null }, false, 'null'],
    ['a list', exists('entities'), 200, { entities: [{}, {}] }, true, 'a list of 2'],
    ['an object', exists('queues.0'), 200, { queues: [{}] }, true, 'an object'],
    [
      'text',
      { by: 'field', field: 'status', condition: 'Equals', value: 'x' },
      200,
      { status: 'x' },
      true,
      'x',
    ],
    ['another form than JSON', over(0), 200, '<total>3</total>', false, 'no JSON'],
    ['any 2xx, by status', STATUS, 204, '', true, '204'],
    ['our no, by status', STATUS, 409, { accept: false }, false, '409'],
    ['a redirect, by status', STATUS, 302, '', false, '302'],
    ['a field under an error status', over(0), 503, { total: 5, code: 'late' }, false, '503 late'],
  ];
  for (const [what, when, status, body, accepted, found] of table) {
    it(`${accepted ? 'accepts' : 'does not accept'}: ${what}`, () => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const verdict = judgeRun(when, { status, body: text });
      expect(verdict.accepted).to.equal(accepted);
      expect(verdict.decidedBy.found).to.equal(found);
      expect(verdict.reason).to.match(/\.$/);
    });
  }

  it('names the field, the condition and what was found', () => {
    expect(judgeRun(over(2), { status: 200, body: '{"total":1}' })).to.deep.equal({
      accepted: false,
      decidedBy: { what: 'field total Greater Than 2', found: '1' },
      reason: 'total Greater Than 2 is not met: the value is 1.',
    });
  });

  it('repeats what an error says to do', () => {
    const body = JSON.stringify({ code: 'caller_key_invalid', detail: 'It is not known', hint: 'Check it.' });
    expect(judgeRun(over(0), { status: 401, body })).to.deep.equal({
      accepted: false,
      decidedBy: { what: 'status code 200 to 299', found: '401 caller_key_invalid' },
      reason: 'The status code is 401 caller_key_invalid. It is not known. Check it.',
    });
  });
});
