// Requests other than GETs: what is sent, which answers count, and what is repeated.
import { expect } from 'chai';
import type { GenesysRequest } from '../../src/genesys/client.js';
import { poolTransport } from '../../src/genesys/transport.js';
import { failureOf } from '../support/failure.js';
import { FakeClock } from '../support/fake-clock.js';
import { startClient, status } from '../support/genesys-client.js';
import { drive, stopGenesys } from '../support/genesys.js';
import { startServer, stopServers } from '../support/http-server.js';

const CHANNELS = '/api/v2/notifications/channels';
const POST: GenesysRequest = { method: 'POST', path: CHANNELS };

describe('the client asked for more than a GET', () => {
  afterEach(async () => {
    await stopGenesys();
    await stopServers();
  });

  it('sends method and body through the transport', async () => {
    const server = await startServer((_request, response) => response.writeHead(204).end());
    const settings = { apiUrl: server.url, connections: 1, upstreamTimeout: 3_000, maxResponseBytes: 100 };
    const transport = poolTransport(settings, new FakeClock());
    const { signal } = new AbortController();
    for (const method of ['PUT', 'DELETE', 'HEAD', 'POST'] as const)
      await transport.send(
        { method, path: '/x', headers: {}, ...(method === 'PUT' && { body: '[1]' }) },
        signal,
      );
    expect(server.received.map(({ method, body }) => [method, body])).to.deep.equal([
      ['PUT', '[1]'],
      ['DELETE', ''],
      ['HEAD', ''],
      ['POST', ''],
    ]);
    await transport.close();
  });

  it('takes any 2xx for an answer, and leaves a 404 to whoever asked', async () => {
    const { simulator, client, limit, requested } = await startClient();
    const made = await client.request(POST, limit());
    const { id } = JSON.parse(made.body) as { id: string };
    const path = `${CHANNELS}/${id}/subscriptions`;
    const put = await client.request({ method: 'PUT', path, body: [] }, limit());
    expect(put.status).to.equal(200);
    expect((await client.request({ method: 'DELETE', path }, limit())).status).to.equal(204);
    expect((await client.request({ method: 'HEAD', path: `${CHANNELS}/${id}` }, limit())).status).to.equal(
      200,
    );
    expect((await client.request({ method: 'HEAD', path: `${CHANNELS}/none` }, limit())).status).to.equal(
      404,
    );
    expect(requested).to.deep.equal([200, 200, 204, 200, 404]);
    expect(simulator.notifications.channels).to.have.length(1);
  });

  it('renews the token once after a 401, for a POST too', async () => {
    const { simulator, tokens, client, limit } = await startClient();
    await client.request(POST, limit());
    simulator.revokeTokens();
    expect((await client.request(POST, limit())).status).to.equal(200);
    expect(tokens.rejections).to.deep.equal([1]);
    simulator.fault({ do: status(401) });
    expect((await failureOf(client.request(POST, limit()))).code).to.equal('genesys_credentials_rejected');
  });

  for (const fault of [status(503), 'reset'] as const) {
    const name = JSON.stringify(fault);
    it(`does not repeat a POST after ${name}`, async () => {
      const { simulator, client, limit, clock } = await startClient();
      simulator.fault({ times: 1, do: fault });
      await drive(clock, failureOf(client.request(POST, limit())));
      expect(simulator.count('channels')).to.equal(1);
    });

    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE'] as const)
      it(`repeats a ${method} after ${name}`, async () => {
        const { simulator, client, limit, clock } = await startClient();
        simulator.fault({ times: 1, do: fault });
        await drive(clock, client.request({ method, path: `${CHANNELS}/none` }, limit()));
        expect(simulator.count('channels')).to.equal(2);
      });
  }

  it('repeats a POST after a 429, which did nothing', async () => {
    const { simulator, client, limit, clock } = await startClient();
    simulator.fault({ times: 1, do: status(429, { retryAfter: 1 }) });
    expect((await drive(clock, client.request(POST, limit()), 100)).status).to.equal(200);
    expect(simulator.count('channels')).to.equal(2);
  });

  it('names the permission that Genesys names, and no other', async () => {
    const { simulator, client, limit } = await startClient();
    simulator.fault({ times: 1, do: status(403, { message: 'Missing notifications:channel:add' }) });
    expect((await failureOf(client.request(POST, limit()))).message).to.contain('notifications:channel:add');
    simulator.fault({ times: 1, do: status(403, { message: 'no' }) });
    expect((await failureOf(client.request(POST, limit()))).message).to.not.contain('routing:queue:view');
  });
});
