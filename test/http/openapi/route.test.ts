import { expect } from 'chai';
import type { Express } from 'express';
import { compose } from '../../../src/service/service.js';
import type { App } from '../../../src/http/app.js';
import { apiDescription } from '../../../src/http/openapi/document.js';
import { createLogger } from '../../../src/telemetry/logger.js';
import { openSettings } from '../../../src/settings/load.js';
import { FakeClock } from '../../support/fake-clock.js';
import { KEY, startService, stopServices } from '../../support/service.js';

const ADMIN_KEY = 'admin-key-0123456789-abcdefghij';

interface Layer {
  readonly route?: { readonly path: string };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** The paths that an app has routes for, as a description writes them. */
function pathsOf({ handler }: App): string[] {
  const flat = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) => (route ? [route.path] : flat(handle?.stack ?? [])));
  const { stack } = (handler as Express).router as unknown as { stack: readonly Layer[] };
  return flat(stack).map((path) => path.replace(/:(\w+)/g, '{$1}'));
}

/** The routes of a service that is composed and not started. */
async function routes(environment: Record<string, string>) {
  const settings = await openSettings({
    GENESYSCLOUD_REGION: 'us-east-1',
    GENESYSCLOUD_OAUTHCLIENT_ID: 'id',
    GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret',
    CALLER_KEYS: `tester:${KEY}`,
    ...environment,
  });
  const service = compose(settings, createLogger('silent'), new FakeClock());
  await service.stop();
  return { forAll: pathsOf(service.publicApp), forOperators: pathsOf(service.adminApp) };
}

describe('the routes and their description', () => {
  it('are the same on the public listener', async () => {
    const { forAll } = await routes({ PUBLISH_OPENAPI: 'true' });
    expect(forAll).to.have.members(Object.keys(apiDescription('public').paths));
  });

  it('are the same on both listeners together', async () => {
    const { forAll, forOperators } = await routes({});
    const described = Object.keys(apiDescription('admin').paths);
    const served = new Set([...forAll, ...forOperators]);
    expect([...served]).to.have.members(described);
  });
});

describe('/openapi.json', () => {
  afterEach(stopServices);

  it('is on the admin listener, and not on the public one unless the settings say so', async () => {
    const { adminUrl, publicUrl } = await startService();
    const response = await fetch(`${adminUrl}/openapi.json`);
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).to.equal('no-cache');
    expect(await response.json()).to.deep.equal(JSON.parse(JSON.stringify(apiDescription('admin'))));
    expect((await fetch(`${publicUrl}/openapi.json`)).status).to.equal(404);
  });

  it('is on the public listener without a key, with the routes of that listener, when the settings say so', async () => {
    const { publicUrl } = await startService({ environment: { PUBLISH_OPENAPI: 'true' } });
    const response = await fetch(`${publicUrl}/openapi.json`);
    expect(response.status).to.equal(200);
    expect(await response.json()).to.deep.equal(JSON.parse(JSON.stringify(apiDescription('public'))));
  });

  it('is sent once to whoever remembers its ETag', async () => {
    const { adminUrl } = await startService();
    const first = await fetch(`${adminUrl}/openapi.json`);
    const etag = first.headers.get('etag')!;
    const again = await fetch(`${adminUrl}/openapi.json`, { headers: { 'if-none-match': etag } });
    expect(again.status).to.equal(304);
    expect(await again.text()).to.equal('');
    const other = await fetch(`${adminUrl}/openapi.json`, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).to.equal(200);
    const head = await fetch(`${adminUrl}/openapi.json`, { method: 'HEAD' });
    expect(head.headers.get('etag')).to.equal(etag);
    expect(head.headers.get('content-length')).to.equal(String(Buffer.byteLength(await first.text())));
  });

  it('asks for the admin key where there is one', async () => {
    const { adminUrl } = await startService({ environment: { ADMIN_KEY } });
    expect((await fetch(`${adminUrl}/openapi.json`)).status).to.equal(401);
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    expect((await fetch(`${adminUrl}/openapi.json`, { headers })).status).to.equal(200);
  });
});
