import { expect } from 'chai';
import { inspect } from 'node:util';
import type { ErrorCode } from '../../src/domain/error-codes.js';
import { loginError, loginTimeout } from '../../src/oauth/login-error.js';

const WALL = Date.parse('2026-03-01T12:00:00.000Z');

/** What simple-oauth2 throws for an answer with a bad status: a Boom of its HTTP client. */
function boom(statusCode: number, payload: unknown, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error('Response Error: 400 Bad Request'), {
    isBoom: true,
    output: { statusCode, payload: {} },
    data: { isResponseError: true, headers, payload, res: { statusCode, headers } },
  });
}

describe('login that was answered with a bad status', () => {
  const table: [status: number, payload: unknown, code: ErrorCode][] = [
    [300, undefined, 'login_answer_invalid'],
    [301, undefined, 'login_answer_invalid'],
    [399, undefined, 'login_answer_invalid'],
    [400, { error: 'invalid_client' }, 'login_invalid_client'],
    [401, { error: 'invalid_client', description: 'x' }, 'login_invalid_client'],
    [403, { error: 'invalid_client' }, 'login_invalid_client'],
    [401, undefined, 'login_foreign_answer'],
    [401, null, 'login_foreign_answer'],
    [401, Buffer.from('no'), 'login_foreign_answer'],
    [401, { error: 'unauthorized_client' }, 'login_refused'],
    [400, { error: 'unsupported_grant_type' }, 'login_refused'],
    [400, { error: 'invalid_request' }, 'login_refused'],
    [400, undefined, 'login_foreign_answer'],
    [400, 'invalid_client', 'login_foreign_answer'],
    [404, '<html>', 'login_foreign_answer'],
    [403, { message: 'Forbidden' }, 'login_foreign_answer'],
    [403, { code: 'not.authorized', message: 'x' }, 'login_refused'],
    [408, undefined, 'login_unavailable'],
    [429, { error: 'invalid_client' }, 'login_rate_limited'],
    [499, undefined, 'login_foreign_answer'],
    [500, { error: 'invalid_client' }, 'login_unavailable'],
    [502, undefined, 'login_unavailable'],
    [503, undefined, 'login_unavailable'],
    [504, undefined, 'login_unavailable'],
  ];
  for (const [status, payload, code] of table) {
    it(`is ${code} for ${status} with ${JSON.stringify(payload) ?? 'nothing'}`, () => {
      const error = loginError(boom(status, payload), WALL);
      expect(error.code).to.equal(code);
      expect(error.message).to.match(new RegExp(`answered (with status )?${status}`));
    });
  }

  it('names the OAuth error', () => {
    const error = loginError(boom(400, { error: 'invalid_client' }), WALL);
    expect(error.message).to.equal('The login answered with status 400 (invalid_client).');
    expect(loginError(boom(503, undefined), WALL).message).to.equal(
      "Something between here and Genesys Cloud's login answered 503.",
    );
  });

  const after: [header: string | undefined, seconds: number | undefined][] = [
    ['7', 7],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30],
    ['soon', undefined],
    [undefined, undefined],
  ];
  for (const [header, seconds] of after) {
    it(`keeps ${seconds ?? 'no'} seconds of Retry-After ${header ?? 'missing'}`, () => {
      const error = loginError(boom(429, undefined, header ? { 'retry-after': header } : {}), WALL);
      expect(error.facts.retryAfterSeconds).to.equal(seconds);
    });
  }

  it('keeps no Retry-After where there is none, or a list of them', () => {
    const fault = boom(429, undefined);
    expect(loginError(fault, WALL).facts).not.to.have.property('retryAfterSeconds');
    const listed = { data: { res: { statusCode: 429, headers: { 'retry-after': ['7', '8'] } } } };
    expect(loginError(listed, WALL).facts).not.to.have.property('retryAfterSeconds');
  });
});

describe('login without an answer', () => {
  const table: [what: string, fault: unknown, code: ErrorCode, named: string][] = [
    ['a refused connection', { data: { code: 'ECONNREFUSED' } }, 'login_unreachable', 'ECONNREFUSED'],
    [
      'an unknown host',
      { output: { statusCode: 502 }, data: { code: 'ENOTFOUND' } },
      'login_unreachable',
      'ENOTFOUND',
    ],
    ['a certificate', { code: 'CERT_HAS_EXPIRED' }, 'login_unreachable', 'CERT_HAS_EXPIRED'],
    ['a timeout', { output: { statusCode: 504 } }, 'login_timeout', ''],
    ['a timeout by its other name', { output: { statusCode: 408 }, code: 'X' }, 'login_timeout', ''],
    [
      'an answer that is no JSON',
      { output: { statusCode: 500 }, data: { res: { statusCode: 200 } } },
      'login_answer_invalid',
      'not JSON',
    ],
    ['an error without a code', new Error('what'), 'login_answer_invalid', ''],
    ['a code that is free text', { code: 'could not reach secret host' }, 'login_answer_invalid', ''],
    ['a code that is a list', { code: ['ECONNREFUSED'] }, 'login_answer_invalid', ''],
    ['null parts', { code: null, output: null, data: null }, 'login_answer_invalid', ''],
    ['null within', { data: { code: null, res: null, payload: null } }, 'login_answer_invalid', ''],
    ['a string', 'ECONNREFUSED', 'login_answer_invalid', ''],
    ['null', null, 'login_answer_invalid', ''],
    ['nothing', undefined, 'login_answer_invalid', ''],
  ];
  for (const [what, fault, code, named] of table) {
    it(`is ${code} for ${what}`, () => {
      const error = loginError(fault, WALL);
      expect(error.code).to.equal(code);
      expect(error.message).to.contain(named);
    });
  }

  it('says after how long it was given up', () => {
    const error = loginTimeout(5_000);
    expect(error.code).to.equal('login_timeout');
    expect(error.message).to.contain('5000 ms');
  });
});

describe('login error', () => {
  it('has nothing of what was thrown but names, codes and numbers', () => {
    const headers = { authorization: 'Basic hunter2', 'retry-after': 'hunter2' };
    const payloads = [
      { error: 'hunter2 is wrong', error_description: 'hunter2', description: 'hunter2' },
      { error: { hunter2: 'hunter2' } },
      'hunter2',
      Buffer.from('hunter2'),
    ];
    const faults = [
      ...[302, 400, 401, 429, 500].flatMap((status) =>
        payloads.map((payload) => boom(status, payload, headers)),
      ),
      Object.assign(new Error('hunter2'), {
        code: 'hunter2!',
        options: { form: { client_secret: 'hunter2' } },
      }),
      Object.assign(boom(200, 'hunter2'), { message: 'hunter2', code: undefined }),
      { data: { code: `E${'hunter2'.repeat(10)}` } },
    ];
    for (const fault of faults) {
      const error = loginError(fault, WALL);
      const all = inspect([error, error.facts, error.hint, error.cause], { showHidden: true, depth: 9 });
      expect(all).not.to.contain('hunter2');
    }
  });
});
