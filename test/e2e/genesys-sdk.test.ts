import { createRequire } from 'node:module';
import { expect } from 'chai';
import { startService, stopServices, KEY } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

interface Sdk {
  ApiClient: { instance: { setGateway(gateway: object): void; setAccessToken(token: string): void } };
  RoutingApi: new () => {
    getRoutingQueueMembers(
      queueId: string,
      options: object,
    ): Promise<{ total: number; entities: Array<{ id: string }> }>;
  };
}

describe("Genesys's own JavaScript SDK, pointed at the service", () => {
  afterEach(stopServices);

  it('works unchanged with a caller key as its access token', async () => {
    const agents = Array.from({ length: 7 }, (_, index) => ({ presence: index < 5 ? 'On Queue' : 'Away' }));
    const service = await startService({ simulator: { queues: [{ id: QUEUE, agents }] } });
    const sdk = createRequire(import.meta.url)('purecloud-platform-client-v2') as Sdk;
    const { hostname, port } = new URL(service.publicUrl);
    sdk.ApiClient.instance.setGateway({ host: hostname, protocol: 'http', port: Number(port) });
    sdk.ApiClient.instance.setAccessToken(KEY);

    const listing = await new sdk.RoutingApi().getRoutingQueueMembers(QUEUE, {
      expand: ['routingStatus', 'presence'],
      presence: ['On Queue', 'Busy'],
      joined: true,
      pageSize: 3,
    });
    expect(listing.total).to.equal(5);
    expect(listing.entities).to.have.length(3);
    const upstream = service.simulator.requests.filter(({ route }) => route === 'members');
    expect(upstream).to.have.length(1);
  });

  it('gets a readable refusal for a wrong key', async () => {
    const service = await startService({ simulator: { queues: [{ id: QUEUE, agents: [{}] }] } });
    const sdk = createRequire(import.meta.url)('purecloud-platform-client-v2') as Sdk;
    const { hostname, port } = new URL(service.publicUrl);
    sdk.ApiClient.instance.setGateway({ host: hostname, protocol: 'http', port: Number(port) });
    sdk.ApiClient.instance.setAccessToken('a-wrong-key-that-is-long-enough');
    const fault: unknown = await new sdk.RoutingApi()
      .getRoutingQueueMembers(QUEUE, {})
      .catch((error: unknown) => error);
    expect(fault).to.have.property('status', 401);
  });
});
