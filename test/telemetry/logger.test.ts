// Log lines: JSON, with secrets cut out, and no error's inside turned outward.
import { expect } from 'chai';
import { Writable } from 'node:stream';
import { ServiceError } from '../../src/domain/errors.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { REPLICA } from '../../src/runtime/replica.js';

const SECRET = 'canary-secret-0123456789';

function make(level = 'trace') {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const parsed = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, parsed, logger: createLogger(level, destination) };
}

/** An error such as simple-oauth2 throws: request, credentials and answer in enumerable fields. */
function spilling(): Error {
  const inside = {
    headers: { authorization: `Basic ${SECRET}` },
    payload: { client_secret: SECRET, odd: SECRET },
  };
  return Object.assign(new Error('Response Error: 401'), { data: inside, output: inside, isBoom: true });
}

describe('the logger', () => {
  it('writes a line of JSON with time, level, replica, facts and sentence', () => {
    const { lines, parsed, logger } = make();
    logger.info({ organization: 'default', count: 3 }, 'a sentence');
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/\n$/);
    const { time, ...rest } = parsed()[0]!;
    expect(new Date(String(time)).toISOString()).to.equal(time);
    expect(rest).to.deep.equal({
      level: 'info',
      replica: REPLICA,
      organization: 'default',
      count: 3,
      msg: 'a sentence',
    });
  });

  it('writes nothing below its level', () => {
    const { parsed, logger } = make('warn');
    logger.info('no');
    logger.warn('yes');
    expect(parsed().map(({ level }) => level)).to.deep.equal(['warn']);
  });

  const FIELDS = [
    ...[
      'authorization',
      'Authorization',
      'x-api-key',
      'apiKey',
      'api_key',
      'key',
      'keys',
      'digest',
      'digests',
    ],
    ...['token', 'access_token', 'accessToken', 'client_secret', 'clientSecret', 'secret', 'password'],
  ];
  for (const field of FIELDS)
    it(`cuts out ${field}, up to two levels deep`, () => {
      const { lines, parsed, logger } = make();
      const part = { [field]: SECRET, other: 'stays' };
      logger.info({ ...part, headers: part, request: { headers: part } }, 'sentence');
      logger.info({ [field]: [SECRET, { deep: SECRET }] }, 'sentence');
      expect(lines.join('')).not.to.contain(SECRET);
      expect(parsed()[0]).to.deep.include({
        [field]: '[redacted]',
        headers: { [field]: '[redacted]', other: 'stays' },
        request: { headers: { [field]: '[redacted]', other: 'stays' } },
      });
    });

  it('cuts them out of lists too', () => {
    const { lines, parsed, logger } = make();
    logger.info({ all: [{ secret: SECRET, other: 'stays' }] }, 'sentence');
    expect(lines.join('')).not.to.contain(SECRET);
    expect(parsed()[0]?.['all']).to.deep.equal([{ secret: '[redacted]', other: 'stays' }]);
  });

  it('leaves what it is handed as it is', () => {
    const { logger } = make();
    const facts = { headers: { authorization: SECRET } };
    logger.info(facts, 'sentence');
    expect(facts).to.deep.equal({ headers: { authorization: SECRET } });
  });

  for (const name of ['error', 'err'])
    it(`says of a ServiceError under ${name} its code, detail, hint and correlation id`, () => {
      const { parsed, logger } = make();
      const facts = { detail: 'this case', hint: 'do that', correlationId: 'c-1', retryAfterSeconds: 3 };
      logger.warn({ [name]: new ServiceError('genesys_unavailable', facts) }, 'sentence');
      const said = {
        code: 'genesys_unavailable',
        detail: 'this case',
        hint: 'do that',
        correlationId: 'c-1',
      };
      expect(parsed()[0]![name]).to.deep.equal(said);
    });

  it('says where an error of somebody else comes from, without its enumerable fields', () => {
    const { lines, parsed, logger } = make();
    logger.error({ error: spilling() }, 'sentence');
    logger.error({ err: spilling() }, 'sentence');
    logger.error(spilling());
    logger.error(spilling(), 'sentence');
    expect(lines.join('')).not.to.contain(SECRET);
    const told = parsed().map(({ error, err }) => (error ?? err) as Record<string, string>);
    for (const one of told) {
      expect(one).to.have.keys('name', 'message', 'stack');
      expect(one).to.include({ name: 'Error', message: 'Response Error: 401' });
      expect(one.stack).to.contain('logger.test');
    }
  });

  it('says the same of an error beneath a ServiceError, at any depth', () => {
    const { lines, parsed, logger } = make();
    const middle = new ServiceError('login_refused', { cause: spilling() });
    logger.error({ error: new ServiceError('internal_error', { cause: middle }) }, 'sentence');
    expect(lines.join('')).not.to.contain(SECRET);
    const { cause } = parsed()[0]!.error as { cause: { code: string; cause: Record<string, string> } };
    expect(cause.code).to.equal('login_refused');
    expect(cause.cause.message).to.equal('Response Error: 401');
  });

  it('takes what is thrown and is no error', () => {
    const { parsed, logger } = make();
    logger.error({ error: 'a string' }, 'sentence');
    logger.error({ error: new ServiceError('internal_error', { cause: { token: SECRET } }) }, 'sentence');
    expect(parsed()[0]!.error).to.equal('a string');
    expect(JSON.stringify(parsed()[1])).not.to.contain(SECRET);
  });
});
