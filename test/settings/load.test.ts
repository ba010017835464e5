import { expect } from 'chai';
import { keyDigest } from '../../src/rules/key-digest.js';
import { loadSettings } from '../../src/settings/load.js';
import { DIGEST, file, GOOD, KEY, load, OTHER_DIGEST, SECOND_KEY } from './support.js';

const ACME = 'acme: { region: eu-west-1, clientId: acme-client, clientSecret: acme-secret }';
const NO_ORGANIZATION = {
  GENESYSCLOUD_REGION: undefined,
  GENESYSCLOUD_OAUTHCLIENT_ID: undefined,
  GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined,
};

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
          clientId: { value: 'the-client' },
          clientSecret: { value: 'the-secret' },
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
      availability: {
        freshFor: 2000,
        staleWhileRevalidate: 3000,
        staleIfError: 60000,
        deadline: 1500,
        keepWarmFor: 300000,
        failurePolicy: 'closed',
      },
      genesys: {
        upstreamTimeout: 3000,
        loadTimeout: 10000,
        maxPages: 100,
        maxResponseBytes: 16777216,
        connections: 16,
        loginTimeout: 5000,
      },
      http: {
        trustProxy: false,
        bodyLimitBytes: 16384,
        failedKeysPerMinute: 30,
        headersTimeout: 10000,
        requestTimeout: 30000,
      },
      logLevel: 'info',
      shutdownDelay: 3000,
    });
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
    });
    expect(settings.listener).to.deep.equal({ host: '::1', port: 80 });
    expect(settings.admin).to.deep.equal({ host: 'localhost', port: 0 });
    expect(settings).to.include({ auth: 'none', logLevel: 'debug', shutdownDelay: 0 });
    expect(settings.availability).to.deep.equal({
      freshFor: 1,
      staleWhileRevalidate: 2,
      staleIfError: 3,
      deadline: 4,
      keepWarmFor: 5,
      failurePolicy: 'closed',
    });
    expect(settings.http.trustProxy).to.deep.equal(['loopback', '10.0.0.0/8', '::1']);
  });

  it('take an empty variable for one that is not set', () => {
    const empty = { PORT: '', CONFIG_FILE: '', ADMIN_KEY: '', CALLER_KEYS_FILE: '', AVAILABILITY_OTHER: '' };
    expect(load({ ...GOOD, ...empty })).to.deep.equal(load(GOOD));
  });

  it('leave other variables alone, and those that Kubernetes sets for a Service called availability-…', () => {
    const others = {
      PATH: '/bin',
      GENESYSCLOUD_SDK_DEBUG: 'true',
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

describe('organizations', () => {
  const whole = (region: string, more = '') =>
    load(
      { ...NO_ORGANIZATION, CALLER_KEYS: `c:${KEY}` },
      `organizations: { acme: { ${region}, clientId: i, clientSecret: s ${more} } }`,
    ).organizations[0];

  it('need no region when both hosts are given', () => {
    const hosts = { loginUrl: 'http://127.0.0.1:4000', apiUrl: 'https://gateway.example' };
    expect(whole('loginUrl: "http://127.0.0.1:4000/", apiUrl: "https://GATEWAY.example:443"')).to.include(
      hosts,
    );
  });

  it('override one host of the region', () => {
    expect(whole('region: usw2.pure.cloud, apiUrl: http://localhost:1')).to.include({
      loginUrl: 'https://login.usw2.pure.cloud',
      apiUrl: 'http://localhost:1',
    });
  });

  it('say how credentials travel', () => {
    expect(whole('region: us-east-1', ', credentialsIn: body, credentialsEncoding: percent')).to.include({
      credentialsIn: 'body',
      credentialsEncoding: 'percent',
    });
  });

  it('stand beside the one of the environment', () => {
    const { organizations } = load(GOOD, `organizations: { ${ACME} }`);
    expect(organizations.map(({ name }) => name)).to.have.members(['default', 'acme']);
  });

  it('read secrets from files, without the last line break, and know the file', () => {
    const id = file('id', 'from-file\n');
    const secret = file('secret', 'a+b/c%d!(e) f\r\n');
    const { organizations } = load({
      ...GOOD,
      ...{ GENESYSCLOUD_OAUTHCLIENT_ID: undefined, GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined },
      GENESYSCLOUD_OAUTHCLIENT_ID_FILE: id,
      GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: secret,
    });
    expect(organizations[0]?.clientId).to.deep.equal({ value: 'from-file', file: id });
    expect(organizations[0]?.clientSecret).to.deep.equal({ value: 'a+b/c%d!(e) f', file: secret });
  });

  it('find files of the settings file from its own folder', () => {
    const path = file('secrets/acme', 'beside');
    const yaml =
      'organizations: { acme: { region: us-east-1, clientId: i, clientSecretFile: secrets/acme } }';
    const { organizations } = load({ ...NO_ORGANIZATION, CALLER_KEYS: `c:${KEY}` }, yaml);
    expect(organizations[0]?.clientSecret).to.deep.equal({ value: 'beside', file: path });
  });
});

describe('callers', () => {
  const QUEUE = '3F2B8C1E-5A4D-4E6F-9B7A-1C2D3E4F5A6B';

  it('have all that the file says', () => {
    const yaml = `
organizations: { ${ACME} }
callers:
  ringba:
    keys: ["${DIGEST.toUpperCase().replace('SHA', 'sha')}", "${OTHER_DIGEST}"]
    organization: acme
    queues: [${QUEUE}, ${QUEUE.toLowerCase()}]
    fields: counts
    quota: { requests: 10, perSeconds: 1 }
    ignoreParameters: [callId]
    keyInUrl: true
`;
    expect(load({ ...GOOD, CALLER_KEYS: undefined }, yaml).callers).to.deep.equal([
      {
        name: 'ringba',
        digests: ['ab'.repeat(32), 'cd'.repeat(32)],
        organization: 'acme',
        queues: [QUEUE.toLowerCase()],
        fields: 'counts',
        quota: { requests: 10, perSeconds: 1 },
        ignoreParameters: ['callId'],
        keyInUrl: true,
      },
    ]);
  });

  it('have a second key by a second entry of CALLER_KEYS', () => {
    const { callers } = load({ ...GOOD, CALLER_KEYS: ` a:${KEY} , b:${KEY}b,a:${SECOND_KEY},` });
    expect(callers.map(({ name, digests }) => [name, digests])).to.deep.equal([
      ['a', [keyDigest(KEY), keyDigest(SECOND_KEY)]],
      ['b', [keyDigest(`${KEY}b`)]],
    ]);
  });

  it('may have a colon in the key', () => {
    const { callers } = load({ ...GOOD, CALLER_KEYS: `a:${KEY}:x` });
    expect(callers[0]?.digests).to.deep.equal([keyDigest(`${KEY}:x`)]);
  });

  it('come from a file, one on a line', () => {
    const path = file('callers', `a:${KEY}\r\nb:${SECOND_KEY}\n`);
    const { callers } = load({ ...GOOD, CALLER_KEYS: undefined, CALLER_KEYS_FILE: path });
    expect(callers.map(({ name }) => name)).to.deep.equal(['a', 'b']);
  });

  it('ask the only organization when none is called default', () => {
    const { callers } = load(
      { CALLER_KEYS: `a:${KEY}` },
      `organizations: { ${ACME} }\ncallers: { b: { keys: ["${DIGEST}"] } }`,
    );
    expect(callers.map(({ name, organization }) => [name, organization])).to.deep.equal([
      ['b', 'acme'],
      ['a', 'acme'],
    ]);
  });

  it('ask the default organization when there are several', () => {
    expect(load(GOOD, `organizations: { ${ACME} }`).callers[0]?.organization).to.equal('default');
  });

  it('need not be there without auth on loopback', () => {
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'LOCALHOST']) {
      const settings = load({ ...GOOD, CALLER_KEYS: undefined, AUTH: 'none', HOST: host });
      expect(settings).to.include({ auth: 'none' });
      expect(settings.callers).to.deep.equal([]);
    }
  });
});
