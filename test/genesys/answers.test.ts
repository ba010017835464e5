import { expect } from 'chai';
import fc from 'fast-check';
import type { ErrorCode } from '../../src/domain/error-codes.js';
import {
  answerError,
  correlationId,
  readRateLimit,
  statusFailure,
  transportFailure,
  type RateLimit,
} from '../../src/genesys/answers.js';
import { TransportError, type UpstreamAnswer } from '../../src/genesys/transport.js';

const WALL = Date.parse('2026-03-01T12:00:00.000Z');

function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): UpstreamAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, body: text, header: (name) => headers[name] };
}

describe('failed answer', () => {
  const table: [status: number, code: string, expected: ErrorCode][] = [
    [204, '', 'genesys_answer_invalid'],
    [302, '', 'genesys_answer_invalid'],
    [399, '', 'genesys_answer_invalid'],
    [400, 'bad.request', 'genesys_request_refused'],
    [400, 'invalid.id', 'invalid_queue_id'],
    [400, 'invalid.value', 'genesys_request_refused'],
    [400, 'invalid.query.param.value', 'genesys_request_refused'],
    [401, 'bad.credentials', 'genesys_credentials_rejected'],
    [401, 'authentication.required', 'genesys_credentials_rejected'],
    [403, 'missing.permissions', 'genesys_permission_missing'],
    [403, 'missing.any.permissions', 'genesys_permission_missing'],
    [403, 'missing.division.permission', 'genesys_permission_missing'],
    [403, 'not.authorized', 'genesys_permission_missing'],
    [404, 'not.found', 'queue_not_found'],
    [408, 'request.timeout', 'genesys_unavailable'],
    [409, 'conflict', 'genesys_request_refused'],
    [413, 'response.entity.too.large', 'genesys_answer_too_large'],
    [429, 'too.many.requests', 'genesys_rate_limited'],
    [400, '', 'genesys_foreign_answer'],
    [401, '', 'genesys_foreign_answer'],
    [403, '', 'genesys_foreign_answer'],
    [404, '', 'genesys_foreign_answer'],
    [413, '', 'genesys_foreign_answer'],
    [429, '', 'genesys_rate_limited'],
    [499, '', 'genesys_foreign_answer'],
    [500, 'internal.server.error', 'genesys_unavailable'],
    [502, '', 'genesys_unavailable'],
    [503, 'service.unavailable', 'genesys_unavailable'],
    [504, 'request.timeout', 'genesys_unavailable'],
    [504, 'authentication.request.timeout', 'genesys_unavailable'],
    [599, '', 'genesys_unavailable'],
  ];
  for (const [status, code, expected] of table) {
    it(`of status ${status} with ${code || 'no code'} is ${expected}, and says both`, () => {
      const error = answerError(answer(status, code ? { message: 'm', code, status } : ''), WALL);
      expect(error.code).to.equal(expected);
      const named =
        code || status < 300
          ? `Genesys Cloud answered with status ${status}${code && ` (${code})`}.`
          : `Something between here and Genesys Cloud answered ${status}.`;
      expect(error.message.startsWith(named)).to.equal(true);
    });
  }

  const permissions: [message: string, missing: string][] = [
    ['User needs permission routing:queue:view', 'routing:queue:view'],
    [
      'Missing any of [routing:queue:view, routing:queueMember:manage, routing:queue:view].',
      'routing:queue:view or routing:queueMember:manage',
    ],
    ['Missing "routing:queue:*" in this division', 'routing:queue:*'],
    ['Unable to perform the requested action.', 'routing:queue:view (Genesys Cloud names none)'],
    ['', 'routing:queue:view (Genesys Cloud names none)'],
    ['see https://help.example:443/x', 'routing:queue:view (Genesys Cloud names none)'],
  ];
  for (const [message, missing] of permissions) {
    it(`names the missing permission out of "${message}" and nothing else of it`, () => {
      const error = answerError(answer(403, { message, code: 'missing.permissions' }), WALL);
      expect(error.message).to.equal(
        `Genesys Cloud answered with status 403 (missing.permissions). Missing: ${missing}.`,
      );
    });
  }

  it('names a bounded number of permissions', () => {
    const names = Array.from(
      { length: 500 },
      (_, n) => `a:${'bcdefghijk'[n % 10]}:${'x'.repeat((n % 39) + 1)}`,
    );
    const { message } = answerError(
      answer(403, { message: names.join(), code: 'missing.permissions' }),
      WALL,
    );
    expect(message.split(' or ')).to.have.length(20);
    expect(
      answerError(answer(403, { message: `a:b:${'x'.repeat(41)}`, code: 'missing.permissions' }), WALL)
        .message,
    ).to.contain('names none');
  });

  it("repeats Genesys's sentence only for a refused query: one line, plain and cut", () => {
    const message = `The value [x] of "presence" is\n\nwrong ü ${'y '.repeat(500)}`;
    const refused = answerError(answer(400, { message, code: 'invalid.value' }), WALL).message;
    const said = refused.replace(/^.*It says: /, '');
    expect(said).to.match(/^The value \[x\] of "presence" is wrong {3}[y ]+$/);
    expect(said).to.have.length(300);
  });

  it('lets no other text of the answer through, whatever its status', () => {
    const statuses = fc.constantFrom(204, 302, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504);
    const leaks = fc.record({
      message: fc.constant('hunter2 is the secret'),
      code: fc.constantFrom('hunter2 secret', 'hunter2\r\nx', 'hunter2'.repeat(20), 'hunter2<b>', 7, null),
      contextId: fc.constant('hunter2'),
      details: fc.constant([{ errorCode: 'hunter2' }]),
    });
    const bodies = fc.oneof(
      leaks,
      fc.constantFrom('hunter2', '<html>hunter2</html>', '["hunter2"]', '"hunter2"'),
    );
    fc.assert(
      fc.property(statuses, bodies, (status, body) => {
        const error = answerError(answer(status, body, { 'inin-correlation-id': 'a b hunter2' }), WALL);
        expect(JSON.stringify([error, error.message, error.hint, error.facts])).not.to.contain('hunter2');
      }),
    );
  });

  for (const body of ['', 'null', '[]', '{}', '{"message":7,"code":{}}', '{"code":"not.found"', '\ufeff{}']) {
    it(`is none of Genesys with the body ${JSON.stringify(body)}`, () => {
      const error = answerError(answer(404, body), WALL);
      expect(error.code).to.equal('genesys_foreign_answer');
      expect(error.message).to.equal('Something between here and Genesys Cloud answered 404.');
    });
  }

  const WITHIN: [what: string, body: object][] = [
    ['errors[]', { message: '', errors: [{ code: 'invalid', message: 'presence: no such value' }] }],
    ['details[]', { details: [{ fieldName: 'presence', errorCode: 'no such value' }] }],
    ['details[] of texts', { details: ['presence: no such value'] }],
  ];
  for (const [what, body] of WITHIN)
    it(`says in its hint what stands only in ${what}, without what may be a secret`, () => {
      const secret = 'x1Y2'.repeat(20);
      const more = {
        ...body,
        errors: [...((body as { errors?: object[] }).errors ?? []), { message: secret }],
      };
      const error = answerError(answer(400, { code: 'bad.request', ...more }), WALL);
      expect(error.hint).to.match(/presence.*no such value/);
      expect(error.hint).not.to.contain('x1Y2x1Y2');
      expect(error.hint.length).to.be.below(400);
    });

  it('finds the missing permission in errors[] and messageParams, too', () => {
    for (const body of [
      { errors: [{ message: 'needs routing:queue:view' }] },
      { messageParams: { permissions: '[routing:queue:view]' } },
    ]) {
      const error = answerError(answer(403, { code: 'missing.permissions', ...body }), WALL);
      expect(error.hint).to.contain('routing:queue:view');
      expect(error.message).to.contain('Missing: routing:queue:view.');
    }
  });

  it('names what a box in between answered, and where it points', () => {
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      location: 'https://wifi.example/login?token=x',
    };
    expect(answerError(answer(403, '<html>', headers), WALL).message).to.equal(
      'Something between here and Genesys Cloud answered 403 (text/html).',
    );
    expect(answerError(answer(302, '', headers), WALL).message).to.equal(
      'Something between here and Genesys Cloud answered 302 (text/html), and points to wifi.example.',
    );
  });

  it('takes the word of an answer to HEAD by its correlation id: it has no body', () => {
    const told = answer(404, '', { 'inin-correlation-id': 'abc' });
    expect(answerError(told, WALL, { method: 'HEAD' }).code).to.equal('queue_not_found');
    expect(answerError(answer(404), WALL, { method: 'HEAD' }).code).to.equal('genesys_foreign_answer');
  });

  it('keeps Retry-After, as seconds or as a date, and nothing in its place', () => {
    const after = (header: string) =>
      answerError(answer(429, '', { 'retry-after': header }), WALL).facts.retryAfterSeconds;
    expect(after('7')).to.equal(7);
    expect(after('Sun, 01 Mar 2026 12:00:30 GMT')).to.equal(30);
    expect(after('soon')).to.equal(undefined);
    expect(answerError(answer(429), WALL).facts).not.to.have.property('retryAfterSeconds');
  });

  it('is a failure for the retry rule with its status and Retry-After', () => {
    const told = statusFailure(answer(503, '', { 'retry-after': '2' }), WALL);
    expect(told).to.deep.equal({ cause: 'status', status: 503, retryAfterSeconds: 2 });
    expect(statusFailure(answer(504), WALL)).to.deep.equal({ cause: 'status', status: 504 });
  });
});

describe('correlation id', () => {
  const good = ['0c1d2e3f-aaaa-4bbb-8ccc-123456789abc', 'a.b_c:d-e', 'x'.repeat(128)];
  for (const id of good) {
    it(`is taken as "${id.slice(0, 40)}" and goes into the error`, () => {
      const given = answer(404, '', { 'inin-correlation-id': id });
      expect(correlationId(given)).to.equal(id);
      expect(answerError(given, WALL).facts.correlationId).to.equal(id);
    });
  }

  for (const id of ['', ' ', 'a b', 'a\n', 'a\r\nb', '<b>', 'ü', 'a"b', 'a,b', 'x'.repeat(129)]) {
    it(`is dropped as ${JSON.stringify(id.slice(0, 40))}`, () => {
      const given = answer(404, '', { 'inin-correlation-id': id });
      expect(correlationId(given)).to.equal(undefined);
      expect(answerError(given, WALL).facts).not.to.have.property('correlationId');
    });
  }
});

describe('rate-limit headers', () => {
  type Headers = [count?: string | undefined, allowed?: string | undefined, reset?: string];
  const table: [headers: Headers, limit: RateLimit | undefined][] = [
    [['12', '300', '48'], { count: 12, allowed: 300, resetSeconds: 48 }],
    [['0', '300', '0'], { count: 0, allowed: 300, resetSeconds: 0 }],
    [['12', '300'], { count: 12, allowed: 300 }],
    [['12', '300', 'soon'], { count: 12, allowed: 300 }],
    [[undefined, '300', '48'], undefined],
    [['12', undefined, '48'], undefined],
    [['', '300'], undefined],
    [['-1', '300'], undefined],
    [['12', '300.5'], undefined],
    [['1e3', '300'], undefined],
    [[], undefined],
  ];
  for (const [[count, allowed, reset], limit] of table) {
    it(`say ${JSON.stringify(limit) ?? 'nothing'} for ${JSON.stringify([count, allowed, reset])}`, () => {
      const headers = Object.entries({
        'inin-ratelimit-count': count,
        'inin-ratelimit-allowed': allowed,
        'inin-ratelimit-reset': reset,
      }).filter((entry): entry is [string, string] => entry[1] !== undefined);
      expect(readRateLimit(answer(200, '', Object.fromEntries(headers)))).to.deep.equal(limit);
    });
  }
});

describe('request without an answer', () => {
  it('is an error of its own for each fault', () => {
    const late = transportFailure(new TransportError('timeout', 'UND_ERR_HEADERS_TIMEOUT'));
    expect(late.code).to.equal('genesys_timeout');
    const large = transportFailure(new TransportError('too-large', 'X'));
    expect(large.code).to.equal('genesys_answer_too_large');
    expect(large.message).to.contain('genesys.maxResponseBytes');
    const unreachable = transportFailure(new TransportError('connection', 'ECONNREFUSED'));
    expect(unreachable.code).to.equal('genesys_unreachable');
    expect(unreachable.message).to.contain('ECONNREFUSED');
  });
});
