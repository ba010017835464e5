import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createLogger } from '../../src/telemetry/logger.js';
import { serve, type Running } from '../../src/service/serve.js';
import { openSettings } from '../../src/settings/load.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { environmentIn, filledIn } from '../support/kubernetes/container-files.js';
import { needsKustomize } from '../support/kubernetes/kustomize.js';
import { proxiesOf } from '../support/kubernetes/objects.js';
import { variant } from '../support/kubernetes/variants.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

describe('the sidecar as its manifest starts it', function () {
  this.timeout(30_000);
  let folder: string;
  let simulator: Simulator;
  let running: Running;

  before(function () {
    needsKustomize(this);
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sidecar-'));
    simulator = await startSimulator({ queues: [{ id: QUEUE, agents: [{}, {}] }] });
  });
  afterEach(async () => {
    await running.drain();
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  /** With the manifest's settings, but for the ports, which are free ones, and for Genesys, which is simulated. */
  const startAs = async (clientSecret: string): Promise<void> => {
    const { objects, secrets } = variant('sidecar');
    const { pod, container } = proxiesOf(objects)[0]!;
    const given = filledIn(secrets).map((secret) => ({
      ...secret,
      stringData: { ...secret.stringData, 'client-id': simulator.client.id, 'client-secret': clientSecret },
    }));
    const environment = environmentIn(folder, pod, container, objects, given);
    const { loginUrl, apiUrl } = simulator;
    const genesys = { GENESYSCLOUD_LOGIN_URL: loginUrl, GENESYSCLOUD_API_URL: apiUrl };
    const opened = await openSettings({ ...environment, ...genesys, PORT: '0', ADMIN_PORT: '0' });
    running = await serve(opened, createLogger('silent'));
  };

  it('answers the application without a key', async () => {
    await startAs(simulator.client.secret);
    await until(async () => (await fetch(`${running.adminUrl}/readyz`)).status === 200);
    const answer = await fetch(
      `${running.publicUrl}/v1/queues/${QUEUE}/availability?presence=Available,Offline,Busy,Away`,
    );
    expect(answer.status).to.equal(200);
    expect(await answer.json())
      .to.have.property('total')
      .that.is.a('number');
  });

  it('lets the application start while nobody can log in to Genesys', async () => {
    await startAs('a-wrong-secret');
    expect((await fetch(`${running.adminUrl}/livez`)).status).to.equal(200);
    expect((await fetch(`${running.adminUrl}/readyz`)).status).to.equal(503);
  });

  it('shows health and metrics on the pod address, and nothing that would need a key', async () => {
    await startAs(simulator.client.secret);
    const statuses = await Promise.all(
      ['/metrics', '/status'].map(async (path) => (await fetch(running.adminUrl + path)).status),
    );
    expect(statuses).to.deep.equal([200, 401]);
  });
});
