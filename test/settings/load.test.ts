import { expect } from 'chai';
import { keyDigest } from '../../src/domain/key-digest.js';
import { loadSettings } from '../../src/settings/load.js';
import { file, GOOD, KEY, load } from './support.js';

describe('settings', () => {
  it('come from four variables and the shipped defaults', () => {
    expect(load(GOOD)).to.deep.equal({
      listener: { host: '0.0.0.0', port: 8080 },
      admin: { host: '127.0.0.1', port: 8081 },
      auth: 'keys',
      organizations: [
        {
          name: 'default',
          loginUrl: 'https://login.mypurecloud.com',
          apiUrl: 'https://api.mypurecloud.com',
          clients: [{ clientId: { value: 'the-client' }, clientSecret: { value: 'the-secret' } }],
          credentialsIn: 'header',
          credentialsEncoding: 'raw',
        },
      ],
      callers: [
        {
          name: 'callgrid',
          digests: [keyDigest(KEY)],
          organization: 'default',
          fields: 'all',
          ignoreParameters: [],
          keyInUrl: false,
        },
      ],
      webhooks: [],
      availability: {
        freshFor: 2000,
        staleWhileRevalidate: 3000,
        staleIfError: 60000,
        deadline: 1500,
        keepWarmFor: 300000,
        failurePolicy: 'closed',
        maxSnapshots: 20_000,
        maxSnapshotBytes: 268_435_456,
        maxQueries: 10_000,
        maxWalks: 256,
      },
      activity: { mode: 'auto', minInterval: 500 },
      push: { enabled: false, freshFor: 0, minInterval: 500 },
      genesys: {
        upstreamTimeout: 3000,
        loadTimeout: 10000,
        maxPages: 100,
        maxResponseBytes: 16777216,
        connections: 256,
        loginTimeout: 5000,
      },
      http: {
        trustProxy: false,
        bodyLimitBytes: 16384,
        failedKeysPerMinute: 30,
        headersTimeout: 30000,
        decisionLog: 'all',
        requestTimeout: 30000,
        publishOpenapi: false,
      },
      logLevel: 'info',
      outbound: { noProxy: [] },
      shutdownDelay: 3000,
      ui: { showAgents: false },
    });
  });

  it('name agents on the status page only where that is asked for', () => {
    expect(load(GOOD, 'ui: { showAgents: true }').ui.showAgents).to.equal(true);
    expect(load({ ...GOOD, UI_SHOW_AGENTS: 'true' }).ui.showAgents).to.equal(true);
    expect(load({ ...GOOD, UI_SHOW_AGENTS: 'false' }, 'ui: { showAgents: true }').ui.showAgents).to.equal(
      false,
    );
  });

  it('take the environment before the file and the file before the defaults', () => {
    const settings = load(
      { ...GOOD, PORT: '1', AVAILABILITY_FRESH_FOR_MS: '0' },
      'port: 2\nlogLevel: warn\nadmin: { port: 3 }\navailability: { freshFor: 5, deadline: 6 }',
    );
    expect(settings.listener).to.deep.equal({ host: '0.0.0.0', port: 1 });
    expect(settings.admin).to.deep.equal({ host: '127.0.0.1', port: 3 });
    expect(settings.logLevel).to.equal('warn');
    expect(settings.availability).to.include({ freshFor: 0, deadline: 6, staleIfError: 60000 });
  });

  it('read every plain variable', () => {
    const settings = load({
      ...GOOD,
      HOST: '::1',
      PORT: ' 80 ',
      ADMIN_HOST: 'localhost',
      ADMIN_PORT: '0',
      AUTH: 'NONE',
      LOG_LEVEL: 'Debug',
      SHUTDOWN_DELAY_MS: '0',
      AVAILABILITY_FRESH_FOR_MS: '1',
      AVAILABILITY_STALE_WHILE_REVALIDATE_MS: '2',
      AVAILABILITY_STALE_IF_ERROR_MS: '3',
      AVAILABILITY_DEADLINE_MS: '4',
      AVAILABILITY_KEEP_WARM_FOR_MS: '5',
      TRUST_PROXY: 'loopback, 10.0.0.0/8,::1',
      PUBLISH_OPENAPI: 'True',
    });
    expect(settings.listener).to.deep.equal({ host: '::1', port: 80 });
    expect(settings.admin).to.deep.equal({ host: 'localhost', port: 0 });
    expect(settings).to.include({ auth: 'none', logLevel: 'debug', shutdownDelay: 0 });
    expect(settings.availability).to.include({
      freshFor: 1,
      staleWhileRevalidate: 2,
      staleIfError: 3,
      deadline: 4,
      keepWarmFor: 5,
      failurePolicy: 'closed',
    });
    expect(settings.http.trustProxy).to.deep.equal(['loopback', '10.0.0.0/8', '::1']);
    expect(settings.http.publishOpenapi).to.equal(true);
  });

  it('take an empty variable for one that is not set', () => {
    const empty = { PORT: '', CONFIG_FILE: '', ADMIN_KEY: '', CALLER_KEYS_FILE: '', AVAILABILITY_OTHER: '' };
    expect(load({ ...GOOD, ...empty })).to.deep.equal(load(GOOD));
  });

  it('leave other variables alone, and those that Kubernetes sets for a Service called availability-…', () => {
    const others = {
      PATH: '/bin',
      GENESYS_SDK_DEBUG: 'true',
      AVAILABILITY_PROXY_SERVICE_HOST: '10.0.0.1',
      AVAILABILITY_PROXY_SERVICE_PORT_HTTP: '80',
      AVAILABILITY_PROXY_PORT: 'tcp://10.0.0.1:80',
      AVAILABILITY_PROXY_PORT_80_TCP_ADDR: '10.0.0.1',
    };
    expect(load({ ...GOOD, ...others })).to.deep.equal(load(GOOD));
  });

  it('take an empty file, and empty sections, for nothing said', () => {
    expect(load(GOOD, '# only a comment')).to.deep.equal(load(GOOD));
    expect(load(GOOD, 'organizations:\ncallers:\nhttp:\ntls:\n')).to.deep.equal(load(GOOD));
  });

  it('turn proxies off again with TRUST_PROXY=false', () => {
    const yaml = 'http: { trustProxy: [10.1.2.3] }';
    expect(load(GOOD, yaml).http.trustProxy).to.deep.equal(['10.1.2.3']);
    expect(load({ ...GOOD, TRUST_PROXY: 'false' }, yaml).http.trustProxy).to.equal(false);
  });

  it('take other defaults from a file of the caller', () => {
    expect(() => loadSettings(GOOD, { defaultsFile: file('few.yaml', 'port: 1') })).to.throw(
      /host \(HOST\) has no value and no default/,
    );
  });
});
