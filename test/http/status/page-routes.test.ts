import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import type { Test } from 'supertest';
import { composeApps } from '../../support/apps.js';
import { buildPage } from '../../support/browser.js';
import { ADMIN_KEY } from '../../support/service.js';

/** Reads nothing: events never end by themselves. */
const leave: Parameters<Test['parse']>[0] = (response, done) => {
  (response as unknown as IncomingMessage).destroy();
  done(null, undefined);
};

describe('who may open the page', () => {
  before(function () {
    this.timeout(30_000);
    buildPage();
  });

  it('is asked for the admin key as a browser understands it', async () => {
    const { askAdmin } = await composeApps({ ADMIN_KEY });
    for (const path of ['/', '/ui/app.js', '/status', '/status/events']) {
      await askAdmin
        .get(path)
        .expect(401)
        .expect('www-authenticate', /^Basic realm=/);
      await askAdmin.get(path).auth('any', 'wrong').expect(401);
      await askAdmin.get(path).auth('any', ADMIN_KEY).buffer(false).parse(leave).expect(200);
    }
  });

  it('must call it by a name of this machine when there is no key', async () => {
    const { askAdmin } = await composeApps();
    for (const host of ['localhost:8081', '127.0.0.1', '[::1]:8081'])
      await askAdmin.get('/status').set('host', host).expect(200);
    for (const host of ['evil.example', 'evil.example:8081', '10.0.0.1', 'localhost.evil.example'])
      await askAdmin.get('/status').set('host', host).expect(401);
    // Orchestrators and scrapers come by address.
    for (const path of ['/livez', '/metrics']) await askAdmin.get(path).set('host', '10.0.0.1').expect(200);
  });

  it('gets it under a policy that lets nothing in from elsewhere, and once only', async () => {
    const { askAdmin } = await composeApps();
    const { headers } = await askAdmin
      .get('/')
      .expect(200)
      .expect('content-security-policy', /default-src 'none'/);
    expect(headers['content-security-policy']).to.not.include('unsafe');
    await askAdmin
      .get('/')
      .set('if-none-match', headers['etag'] as string)
      .expect(304);
    await askAdmin.post('/').expect(405);
    await askAdmin.get('/ui/other.js').expect(404);
  });
});
