// The two apps of a service that is composed and not started, asked in process: for what needs neither a listener of our
// own nor Genesys Cloud.
import supertest from 'supertest';
import { compose } from '../../src/service/service.js';
import { openSettings } from '../../src/settings/load.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { FakeClock } from './fake-clock.js';
import { KEY } from './service.js';

/** Nothing has to be closed afterwards. */
export async function composeApps(environment: Readonly<Record<string, string>> = {}) {
  const settings = await openSettings({
    GENESYSCLOUD_REGION: 'us-east-1',
    GENESYSCLOUD_OAUTHCLIENT_ID: 'id',
    GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret',
    CALLER_KEYS: `tester:${KEY}`,
    ...environment,
  });
  const service = compose(settings, createLogger('silent'), new FakeClock());
  await service.stop();
  const { publicApp, adminApp } = service;
  return {
    publicApp,
    adminApp,
    askPublic: supertest(publicApp.handler),
    askAdmin: supertest(adminApp.handler),
  };
}
