import { expect } from 'chai';
import { inspect } from 'node:util';
import { ERRORS, type ErrorCode, type ErrorKind } from '../../src/domain/error-codes.js';
import { asServiceError, ServiceError } from '../../src/domain/errors.js';

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** What a caller may see for each kind; a refusal is 502 where the caller's own request is fine. */
const STATUSES: Record<ErrorKind, readonly number[]> = {
  unavailable: [503],
  rejected: [502],
  refused: [400, 403, 404, 502],
  caller: [400, 401, 403, 404, 405, 413, 415, 429],
  internal: [500],
};

describe('error codes', () => {
  for (const code of CODES) {
    it(`gives ${code} a title, a hint and a status that fits its kind`, () => {
      const error = new ServiceError(code);
      expect(code).to.match(/^[a-z]+(_[a-z]+)+$/);
      expect(error.title).to.match(/^[A-Z].{10,}[^.]$/);
      expect(error.hint).to.match(/^[A-Z].{10,}\.$/);
      expect(STATUSES[error.kind]).to.include(error.status);
      expect(error.message).to.equal(error.title);
    });
  }

  it('lets old answers stand in for every failed login and for nothing that Genesys refuses', () => {
    const kinds = (pattern: RegExp) =>
      new Set(CODES.filter((code) => pattern.test(code)).map((code) => ERRORS[code].kind));
    expect([...kinds(/^login_/)]).to.deep.equal(['unavailable']);
    const refusals = ['queue_not_found', 'genesys_permission_missing', 'genesys_request_refused'] as const;
    for (const code of refusals) expect(ERRORS[code].kind).to.equal('refused');
  });

  it("never blames the caller's key for rejected Genesys credentials", () => {
    expect(ERRORS.genesys_credentials_rejected.status).to.equal(502);
  });

  it('gives each code words of its own', () => {
    expect(new Set(CODES.map((code) => ERRORS[code].title)).size).to.equal(CODES.length);
  });
});

describe('ServiceError', () => {
  const secret = new Error('hunter2');

  it('says the detail of this case, and the hint where more is known', () => {
    const error = new ServiceError('queue_not_found', { detail: 'This one.', hint: 'Do that.' });
    expect(error).to.be.instanceOf(Error);
    expect(error.name).to.equal('ServiceError');
    expect(error.message).to.equal('This one.');
    expect(error.hint).to.equal('Do that.');
    expect(error.title).to.equal(ERRORS.queue_not_found.title);
    expect(error.status).to.equal(404);
    expect(error.kind).to.equal('refused');
  });

  it('keeps its facts out of everything that fetches or prints an error', () => {
    const error = new ServiceError('internal_error', { cause: secret, correlationId: 'hunter2' });
    expect(error.facts.cause).to.equal(secret);
    expect(Object.keys(error)).not.to.include('facts');
    expect({ ...error }).not.to.have.property('facts');
    expect(JSON.stringify(error)).not.to.contain('hunter2');
    expect(inspect(error, { depth: 9 })).not.to.contain('hunter2');
    expect(String(error)).not.to.contain('hunter2');
  });

  it('is what any other fault becomes, with that as its cause and none of its words', () => {
    for (const fault of [secret, 'hunter2', { message: 'hunter2' }]) {
      const error = asServiceError(fault);
      expect(error.code).to.equal('internal_error');
      expect(error.facts.cause).to.equal(fault);
      expect(error.message).not.to.contain('hunter2');
    }
    expect(asServiceError(undefined).code).to.equal('internal_error');
  });

  it('stays itself', () => {
    const error = new ServiceError('genesys_timeout');
    expect(asServiceError(error)).to.equal(error);
  });
});
