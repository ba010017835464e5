import { expect } from 'chai';
import { readGrant } from '../../src/oauth/grant.js';
import { refusal } from '../domain/support.js';

const GOOD = { access_token: 'token-1', token_type: 'bearer', expires_in: 86_400 };
const LONGEST = 31 * 86_400;

describe('login answer', () => {
  it('is a grant with its token and lifetime', () => {
    expect(readGrant(GOOD)).to.deep.equal({ accessToken: 'token-1', expiresInSeconds: 86_400 });
  });

  it('may have more fields than are looked at', () => {
    const answer = { ...GOOD, expires_at: new Date(0), error: 'none', organization: {} };
    expect(readGrant(answer)).to.deep.equal(readGrant(GOOD));
  });

  const good: [what: string, change: object][] = [
    ['the type in another case', { token_type: 'Bearer' }],
    ['the shortest life', { expires_in: 1 }],
    ['the longest life', { expires_in: LONGEST }],
    ['a fraction of a second', { expires_in: 300.5 }],
    ['every mark that a header can carry', { access_token: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' }],
    ['a long token', { access_token: 'x'.repeat(8_192) }],
  ];
  for (const [what, change] of good) {
    it(`is taken with ${what}`, () => {
      expect(() => readGrant({ ...GOOD, ...change })).not.to.throw();
    });
  }

  const bad: [field: keyof typeof GOOD, values: readonly unknown[]][] = [
    [
      'access_token',
      [undefined, null, '', 7, 'two words', 'a\r\nb', 'tökén', ' a', 'a\n', 'x'.repeat(8_193)],
    ],
    ['token_type', [undefined, null, '', 'mac', 'xbearer', 'bearer ', 'bearer\n', ['bearer']]],
    [
      'expires_in',
      [undefined, null, '86400', '', 0, 0.999, -1, LONGEST + 1, 86_400_000, Number.NaN, Infinity],
    ],
  ];
  for (const [field, values] of bad) {
    for (const value of values) {
      it(`is refused with ${field} ${String(value).slice(0, 20).trim() || '""'} (${typeof value}), and names the field alone`, () => {
        const error = refusal(() => readGrant({ ...GOOD, [field]: value }));
        expect(error.code).to.equal('login_answer_invalid');
        expect(error.message).to.contain(`${field} is not `);
        for (const other of Object.keys(GOOD))
          if (other !== field) expect(error.message).not.to.contain(`${other} is not`);
      });
    }
  }

  it('is refused with every field that is at fault', () => {
    const { message } = refusal(() => readGrant({}));
    expect(message).to.equal(
      "The login's answer is no token: access_token is not one word of visible ASCII characters; " +
        'token_type is not "bearer"; expires_in is not a number of seconds from 1 to 2678400.',
    );
  });

  for (const answer of [undefined, null, '', 'token', 7, true, [], [GOOD]]) {
    it(`is refused as ${JSON.stringify(answer) ?? 'nothing'}`, () => {
      const error = refusal(() => readGrant(answer));
      expect(error.code).to.equal('login_answer_invalid');
      expect(error.message).to.contain('it is not a JSON object');
    });
  }

  it('never repeats a value, least of all the token', () => {
    const error = refusal(() =>
      readGrant({ access_token: 'hunter2 hunter2', token_type: 'hunter2', expires_in: 'hunter2' }),
    );
    expect(JSON.stringify([error, error.message, error.facts, error.hint])).not.to.contain('hunter2');
    expect(error.facts).not.to.have.property('cause');
  });
});
