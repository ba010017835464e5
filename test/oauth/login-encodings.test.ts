// Logins whose answers are compressed, marked or larger than was asked for.
import { expect } from 'chai';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { clientCredentials } from '../../src/oauth/client-credentials.js';
import { failureOf } from '../support/failure.js';
import { FakeClock } from '../support/fake-clock.js';
import { startServer, stopServers } from '../support/http-server.js';
import { loginClient } from '../support/login.js';

const TOKEN = JSON.stringify({ access_token: 'a-token', token_type: 'bearer', expires_in: 3600 });
const FORMS: Array<[string, (text: string) => Buffer]> = [
  ['gzip', (text) => gzipSync(text)],
  ['deflate', (text) => deflateSync(text)],
  ['br', (text) => brotliCompressSync(text)],
];

async function loginAt(status: number, headers: Record<string, string>, body: string | Buffer) {
  const server = await startServer((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body),
  );
  return { server, login: clientCredentials(loginClient(server.url), new FakeClock()).token() };
}

describe('a login that is answered in another form', () => {
  afterEach(stopServers);

  for (const [encoding, compress] of FORMS) {
    it(`is understood in ${encoding}, which it did not ask for`, async () => {
      const { server, login } = await loginAt(200, { 'content-encoding': encoding }, compress(TOKEN));
      expect((await login).value).to.equal('a-token');
      expect(server.received[0]!.headers['accept-encoding']).to.equal('identity');
    });

    it(`is refused in ${encoding}, by its own name`, async () => {
      const body = compress('{"error":"invalid_client"}');
      const { login } = await loginAt(401, { 'content-encoding': encoding }, body);
      expect((await failureOf(login)).code).to.equal('login_invalid_client');
    });

    it(`is given up in ${encoding} when more comes of it than a token needs`, async () => {
      const { login } = await loginAt(200, { 'content-encoding': encoding }, compress(' '.repeat(1_000_000)));
      const error = await failureOf(login);
      expect(error.code).to.equal('login_answer_invalid');
      expect(error.message).to.contain(`compressed (${encoding})`);
    });
  }

  it('names a compression that it does not know', async () => {
    const { login } = await loginAt(200, { 'content-encoding': 'zstd' }, Buffer.from([1, 2, 3]));
    expect((await failureOf(login)).message).to.contain('compressed (zstd)');
  });

  it('is understood with a byte order mark', async () => {
    const { login } = await loginAt(200, {}, `\ufeff${TOKEN}`);
    expect((await login).value).to.equal('a-token');
  });

  it('names headers that are too large', async () => {
    const { login } = await loginAt(200, { x: 'y'.repeat(40_000) }, TOKEN);
    const error = await failureOf(login);
    expect(error.code).to.equal('login_answer_invalid');
    expect(error.message).to.contain('larger than 16 KB');
  });

  for (const status of [400, 401, 403, 404])
    it(`is not refused by a page with ${status}, which is named`, async () => {
      const { login } = await loginAt(status, { 'content-type': 'text/html' }, '<html>');
      const error = await failureOf(login);
      expect(error.code).to.equal('login_foreign_answer');
      expect(error.message).to.contain(`answered ${status} (text/html)`);
    });
});
