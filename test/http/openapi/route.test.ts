import { expect } from 'chai';
import type { Express } from 'express';
import type { App } from '../../../src/http/app.js';
import { apiDescription } from '../../../src/http/openapi/document.js';
import { composeApps } from '../../support/apps.js';
import { ADMIN_KEY } from '../../support/service.js';

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

describe('the routes and their description', () => {
  it('are the same on the public listener', async () => {
    const { publicApp } = await composeApps({ PUBLISH_OPENAPI: 'true' });
    expect(pathsOf(publicApp)).to.have.members(Object.keys(apiDescription('public').paths));
  });

  it('are the same on both listeners together', async () => {
    const { publicApp, adminApp } = await composeApps();
    const described = Object.keys(apiDescription('admin').paths);
    const served = new Set([...pathsOf(publicApp), ...pathsOf(adminApp)]);
    expect([...served]).to.have.members(described);
  });
});

const asSent = (document: unknown): unknown => JSON.parse(JSON.stringify(document));

describe('/openapi.json', () => {
  it('is on the admin listener, and not on the public one unless the settings say so', async () => {
    const { askPublic, askAdmin } = await composeApps();
    const answer = await askAdmin
      .get('/openapi.json')
      .expect(200)
      .expect('content-type', 'application/json; charset=utf-8')
      .expect('cache-control', 'no-cache');
    expect(answer.body).to.deep.equal(asSent(apiDescription('admin')));
    await askPublic.get('/openapi.json').expect(404);
  });

  it('is on the public listener without a key, with the routes of that listener, when the settings say so', async () => {
    const { askPublic } = await composeApps({ PUBLISH_OPENAPI: 'true' });
    const answer = await askPublic.get('/openapi.json').expect(200);
    expect(answer.body).to.deep.equal(asSent(apiDescription('public')));
  });

  it('is sent once to whoever remembers its ETag', async () => {
    const { askAdmin } = await composeApps();
    const { headers, text } = await askAdmin.get('/openapi.json');
    const etag = headers['etag'] as string;
    const again = await askAdmin.get('/openapi.json').set('if-none-match', etag).expect(304);
    expect(again.text).to.equal('');
    await askAdmin.get('/openapi.json').set('if-none-match', '"other"').expect(200);
    await askAdmin
      .head('/openapi.json')
      .expect('etag', etag)
      .expect('content-length', String(Buffer.byteLength(text)));
  });

  it('asks for the admin key where there is one', async () => {
    const { askAdmin } = await composeApps({ ADMIN_KEY });
    await askAdmin.get('/openapi.json').expect(401);
    await askAdmin.get('/openapi.json').set('authorization', `Bearer ${ADMIN_KEY}`).expect(200);
  });
});
