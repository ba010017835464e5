// A GET with a token: the 401 rule, what every refusal is called, and the limit of a load.
import { expect } from 'chai';
import type { ErrorCode } from '../../src/domain/error-codes.js';
import type { FaultRule } from '../../src/simulator/index.js';
import { crowd, stopGenesys } from '../support/genesys.js';
import { everythingIn, failureOf, watch } from '../support/failure.js';
import { PATH, startClient as start, status } from '../support/genesys-client.js';
import { until } from '../support/until.js';

/** A login that never answers. */
const HANGING = {
  token: () => new Promise<never>(() => undefined),
  accepted: () => undefined,
  rejected: () => Promise.resolve(undefined),
};

describe('the Genesys client', () => {
  afterEach(stopGenesys);

  it('sends the token and who it is', async () => {
    const { simulator, ask } = await start();
    const answer = await ask();
    expect(answer.status).to.equal(200);
    expect(simulator.requests).to.have.length(1);
    expect(simulator.requests[0]).to.include({
      method: 'GET',
      token: 1,
      authorizationScheme: 'bearer',
      userAgent: 'tests/1.2.3',
    });
  });

  it('reports every answer and what Genesys says of its rate limit', async () => {
    const { clock, requested, limits, simulator, ask } = await start({
      simulator: { ...crowd(3), rateLimit: { perMinute: 20 } },
    });
    await ask();
    await ask();
    simulator.fault({ on: 'members', times: 1, do: { kind: 'status', status: 429, retryAfter: 60 } });
    expect((await failureOf(ask(500))).code).to.equal('genesys_rate_limited');
    // The gate is closed: what follows is sent when it may be.
    await clock.advance(60_000);
    await simulator.goDown();
    expect((await failureOf(ask(20))).code).to.equal('genesys_unreachable');
    expect(requested).to.deep.equal([200, 200, 429, 'connection']);
    expect(limits.slice(0, 2)).to.deep.equal(
      [1, 2].map((count) => ({ count, allowed: 20, resetSeconds: 60 })),
    );
  });

  it('sends nothing any more when what may be spent is spent, however many were admitted before', async () => {
    const { simulator, ask } = await start({ simulator: { ...crowd(3), rateLimit: { perMinute: 20 } } });
    await ask();
    const answers = await Promise.allSettled(Array.from({ length: 40 }, () => ask()));
    expect(answers.filter(({ status }) => status === 'fulfilled')).to.have.length(15);
    expect(simulator.requests.filter(({ route }) => route === 'members')).to.have.length(16);
    const error = await failureOf(ask());
    expect(error.code).to.equal('genesys_rate_limited');
    expect(error.facts.retryAfterSeconds).to.be.within(1, 60);
  });

  describe('after a 401', () => {
    it('renews the token and repeats the request once', async () => {
      const { simulator, tokens, requested, ask } = await start();
      await ask();
      simulator.revokeTokens();
      expect((await ask()).status).to.equal(200);
      expect(tokens.rejections).to.deep.equal([1]);
      expect(simulator.requests.map(({ token }) => token)).to.deep.equal([1, 1, 2]);
      expect(requested).to.deep.equal([200, 401, 200]);
    });

    it('says that the credentials are rejected when the second token is rejected too', async () => {
      const { simulator, tokens, ask } = await start();
      simulator.fault({ do: status(401) });
      const error = await failureOf(ask());
      expect(error).to.include({ code: 'genesys_credentials_rejected', status: 502 });
      expect(tokens.rejections).to.deep.equal([1]);
      expect(simulator.count()).to.equal(2);
      for (const secret of simulator.secrets) expect(everythingIn(error)).not.to.contain(secret);
    });

    it('passes on why there is no other token', async () => {
      const { simulator, tokens, ask } = await start();
      await ask();
      simulator.revokeTokens();
      tokens.rejected = () => Promise.reject(new Error('no login'));
      const fault = await ask().catch((error: unknown) => error);
      expect(fault).to.be.an('error').with.property('message', 'no login');
    });
  });

  const REFUSALS: Array<[FaultRule['do'], ErrorCode]> = [
    [status(400), 'genesys_request_refused'],
    [status(400, { code: 'invalid.id' }), 'invalid_queue_id'],
    [status(403), 'genesys_permission_missing'],
    [status(404), 'queue_not_found'],
    [status(405), 'genesys_request_refused'],
    [status(413), 'genesys_answer_too_large'],
    [status(429, { retryAfter: null }), 'genesys_rate_limited'],
    [status(429, { retryAfter: 60 }), 'genesys_rate_limited'],
    [status(500), 'genesys_unavailable'],
    [status(501), 'genesys_unavailable'],
    [{ kind: 'json', status: 201, body: {} }, 'genesys_answer_invalid'],
    [{ kind: 'html', status: 302 }, 'genesys_answer_invalid'],
    [{ kind: 'html', status: 400 }, 'genesys_foreign_answer'],
    [{ kind: 'html', status: 401 }, 'genesys_foreign_answer'],
    [{ kind: 'html', status: 403 }, 'genesys_foreign_answer'],
    [{ kind: 'html', status: 404 }, 'genesys_foreign_answer'],
    [{ kind: 'html', status: 407 }, 'genesys_foreign_answer'],
    [{ kind: 'html', status: 413 }, 'genesys_foreign_answer'],
    [{ kind: 'html', status: 429 }, 'genesys_rate_limited'],
    [{ kind: 'html', status: 500 }, 'genesys_unavailable'],
    [{ kind: 'html' }, 'genesys_answer_invalid'],
    [{ kind: 'json', status: 403, body: { message: 'Forbidden' } }, 'genesys_foreign_answer'],
    [{ kind: 'json', status: 404, body: { code: 'not.found', status: 403 } }, 'genesys_foreign_answer'],
    [{ kind: 'json', status: 401, body: null }, 'genesys_foreign_answer'],
    [{ kind: 'json', status: 500, body: 'text' }, 'genesys_unavailable'],
    [{ kind: 'huge', bytes: 9_000_000 }, 'genesys_answer_too_large'],
  ];
  for (const [rule, code] of REFUSALS)
    it(`takes ${JSON.stringify(rule)} for ${code}, at once and without renewing`, async () => {
      const { simulator, tokens, ask } = await start();
      simulator.fault({ do: rule });
      expect((await failureOf(ask())).code).to.equal(code);
      expect(simulator.count()).to.equal(1);
      expect(tokens.rejections).to.deep.equal([]);
    });

  it("keeps Genesys's correlation id, code and permission, and no other text", async () => {
    const { simulator, ask } = await start({
      simulator: { ...crowd(3), clients: [{ id: 'a', secret: 'b', permissions: [] }] },
    });
    const error = await failureOf(ask());
    expect(error.facts.correlationId).to.match(/^[0-9a-f-]{36}$/);
    expect(error.message).to.contain('missing.any.permissions').and.to.contain('routing:queue:view');
    simulator.fault({ do: status(500, { message: 'canary', code: 'ca nary' }) });
    expect(everythingIn(await failureOf(ask()))).not.to.match(/canary|ca nary/);
  });

  describe("with the load's limit", () => {
    it('ends a request that hangs', async () => {
      const { clock, simulator, ask } = await start();
      simulator.fault({ do: 'hang' });
      const answer = ask(1_000);
      const watched = watch(answer);
      await until(() => simulator.count() === 1);
      await clock.advance(999);
      expect(watched.state).to.equal('pending');
      await clock.advance(1);
      expect((await failureOf(answer)).code).to.equal('genesys_timeout');
    });

    it('ends the wait for a token', async () => {
      const { clock, simulator, ask } = await start({ tokens: () => HANGING });
      const answer = failureOf(ask(1_000));
      await clock.advance(1_000);
      expect((await answer).code).to.equal('login_timeout');
      expect(simulator.count()).to.equal(0);
    });

    it('begins nothing once it has passed', async () => {
      const { clock, simulator, client, limit } = await start();
      const passed = limit(10);
      await clock.advance(10);
      expect((await failureOf(client.get(PATH, passed))).code).to.equal('genesys_timeout');
      expect(simulator.count()).to.equal(0);
    });

    it('waits for no token once it has passed', async () => {
      const { clock, client, limit } = await start({ tokens: () => HANGING });
      const passed = limit(10);
      await clock.advance(10);
      expect((await failureOf(client.get(PATH, passed))).code).to.equal('genesys_timeout');
    });

    it('leaves no timer once it is done', async () => {
      const { clock, client, limit } = await start();
      const one = limit();
      await client.get(PATH, one);
      one.done();
      expect(clock.pending).to.deep.equal([]);
    });
  });
});
