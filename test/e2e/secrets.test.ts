import { inspect } from 'node:util';
import { expect } from 'chai';
import { startService, stopServices, membersOf, KEY, NO_CACHE } from '../support/service.js';
import { until } from '../support/until.js';

const ADMIN_KEY = 'admin-key-0123456789-abcdef';
const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

describe('secrets', () => {
  afterEach(stopServices);

  it('stand in no answer, header, metric or log line of a whole run', async () => {
    const secret = 'S3cret+/%!()=&é-of-the-client';
    const service = await startService({
      simulator: { queues: [{ id: QUEUE, agents: [{}] }], clients: [{ id: 'client-of-this-run', secret }] },
      environment: {
        ...NO_CACHE,
        AVAILABILITY_DEADLINE_MS: '500',
        ADMIN_KEY,
      },
    });
    const seen: string[] = [];
    const note = async (response: Response) => {
      seen.push(inspect([...response.headers]), await response.text());
      return response.status;
    };
    const { simulator } = service;
    const paths = [
      membersOf(QUEUE),
      `/v1/queues/${QUEUE}/availability`,
      `${membersOf(QUEUE)}&key=${KEY}`,
      '/nowhere',
    ];
    const round = async () => {
      for (const path of paths) {
        await note(await service.get(path));
        await note(await service.get(path, { authorization: `Basic ${KEY}` }));
        await note(await service.get(path, { 'x-api-key': `${KEY}-nearly` }));
      }
      for (const path of ['/health/token', '/readyz?verbose', '/livez', '/metrics', '/status']) {
        await note(
          await fetch(service.adminUrl + path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } }),
        );
      }
    };

    await round();
    for (const fault of ['hang', 'reset', 'html', 'truncate'] as const) {
      simulator.fault({ on: 'members', times: 1, do: fault });
      await round();
    }
    simulator.revokeTokens();
    const stops = [
      simulator.fault({ on: 'login', times: 2, do: 'reset' }),
      simulator.fault({
        on: 'login',
        times: 2,
        do: { kind: 'json', body: { access_token: 'short lived', expires_in: -1 } },
      }),
    ];
    await round();
    simulator.setSecret('client-of-this-run', 'another-secret-of-the-run');
    simulator.revokeTokens();
    await round();
    stops.forEach((stop) => stop());
    await until(() => service.log.join('').includes('login_invalid_client'), 'a refused login');

    const everything = [...seen, ...service.log].join('\n');
    expect(everything).to.include('"caller":"tester"').and.to.include('login failed');
    const secrets = [...simulator.secrets, secret, KEY, ADMIN_KEY, 'short lived'];
    const encoded = secrets.flatMap((text) => [
      text,
      encodeURIComponent(text),
      Buffer.from(text).toString('base64'),
    ]);
    expect(simulator.secrets.length).to.be.greaterThan(2);
    expect(encoded.filter((text) => everything.includes(text))).to.deep.equal([]);
  });

  it('travel to the login whole, whatever characters they have and however they travel', async () => {
    const credentials = { id: 'client-of-this-run', secret: 'S3cret+/%!()=&é ü%20"\\' };
    for (const settings of [
      'header, credentialsEncoding: raw',
      'header, credentialsEncoding: percent',
      'body',
    ]) {
      const service = await startService({
        simulator: { queues: [{ id: QUEUE, agents: [{}] }], clients: [credentials] },
        organization: `credentialsIn: ${settings}`,
      });
      expect((await service.get(membersOf(QUEUE))).status, settings).to.equal(200);
      await stopServices();
    }
  });
});
