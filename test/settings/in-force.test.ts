// What takes effect without a restart, what doesn't, and how it is named.
import { expect } from 'chai';
import { differingKeys, settingsInForce } from '../../src/settings/in-force.js';
import type { Settings } from '../../src/settings/types.js';
import { CERTIFICATE, PRIVATE_KEY, RENEWED_CERTIFICATE, RENEWED_KEY } from './pem.js';
import { CREDENTIALS, DIGEST, file, GOOD, load, OTHER_DIGEST, type Environment } from './support.js';

const QUEUE = '3f2b8c1e-5a4d-4e6f-9b7a-1c2d3e4f5a6b';

/** What is applied, and what needs a restart, when the file becomes `after`. */
function changes(before: string, after: string, environment: Environment = {}) {
  const running = load(GOOD, `${before}\n# the end`);
  const next = load({ ...GOOD, ...environment }, `${after}\n# the end`);
  const inForce = settingsInForce(running, next);
  return { applied: differingKeys(running, inForce), needRestart: differingKeys(inForce, next), inForce };
}

const caller = (fields = '') => `callers: { ringba: { keys: ["${DIGEST}"]${fields} } }`;

describe('settings that change while the service runs', () => {
  const live: Array<[what: string, before: string, after: string, applied: string[]]> = [
    ['nothing', caller(), `# a comment\n${caller()}`, []],
    ['a new caller', '', caller(), ['callers.ringba']],
    ['a caller that is gone', caller(), '', ['callers.ringba']],
    ["a caller's key", caller(), caller().replace(DIGEST, OTHER_DIGEST), ['callers.ringba']],
    ["a caller's allow-list", caller(), caller(`, queues: [${QUEUE}]`), ['callers.ringba']],
    ['a webhook', '', `webhooks: { sales: { queues: [${QUEUE}] } }`, ['webhooks.sales']],
    ['the admin key', '', `admin: { keyDigest: "${DIGEST}" }`, ['admin.key']],
    ['the admin key, taken away', `admin: { keyDigest: "${DIGEST}" }`, '', ['admin.key']],
    ['who is named on the status page', 'ui: { showAgents: true }', '', ['ui.showAgents']],
    ['the failure policy', '', 'availability: { failurePolicy: open }', ['availability.failurePolicy']],
  ];
  for (const [what, before, after, applied] of live)
    it(`takes effect: ${what}`, () => {
      const { needRestart, ...rest } = changes(before, after);
      expect([rest.applied, needRestart]).to.deep.equal([applied, []]);
    });

  const later: Array<[what: string, after: string, needRestart: string[], environment?: Environment]> = [
    ['the listener', 'host: 127.0.0.1\nport: 1', ['host', 'port']],
    ['the admin listener', 'admin: { port: 1 }', ['admin.port']],
    ['no keys', 'auth: none\nhost: 127.0.0.1', ['auth', 'host']],
    ['an availability window', 'availability: { freshFor: 1 }', ['availability.freshFor']],
    ['the rest', 'logLevel: warn\nshutdownDelay: 0', ['logLevel', 'shutdownDelay']],
    [
      'sections',
      'genesys: { maxPages: 1 }\nhttp: { trustProxy: [loopback] }',
      ['genesys.maxPages', 'http.trustProxy'],
    ],
    ['push', 'push: on', ['push.enabled']],
    ['hosts', '', ['organizations.default'], { GENESYSCLOUD_REGION: 'eu-west-1' }],
  ];
  for (const [what, after, needRestart, environment] of later)
    it(`needs a restart: ${what}`, () => {
      const told = changes('', after, environment);
      expect([told.applied, told.needRestart]).to.deep.equal([[], needRestart]);
      expect(told.inForce).to.deep.equal(load(GOOD));
    });

  it('applies one and names the other when both change', () => {
    const { applied, needRestart } = changes('', `port: 1\n${caller()}`);
    expect([applied, needRestart]).to.deep.equal([['callers.ringba'], ['port']]);
  });

  const acme = (more = '') => `organizations: { acme: { region: us-east-1, ${CREDENTIALS} } }${more}`;

  it('leaves out callers and webhooks of an organization that does not run yet', () => {
    const theirs = `
callers: { ringba: { keys: ["${DIGEST}"], organization: acme } }
webhooks: { sales: { queues: [${QUEUE}], organization: acme } }`;
    const { applied, needRestart, inForce } = changes(caller(), acme(theirs));
    expect(applied).to.deep.equal(['callers.ringba']);
    expect(needRestart).to.deep.equal(['callers.ringba', 'organizations.acme', 'webhooks.sales']);
    expect(inForce.callers.map(({ name }) => name)).to.deep.equal(['callgrid']);
  });

  it('goes on with an organization that is gone from the file', () => {
    const { applied, needRestart, inForce } = changes(acme(), '');
    expect([applied, needRestart]).to.deep.equal([[], ['organizations.acme']]);
    expect(inForce.organizations.map(({ name }) => name)).to.have.members(['default', 'acme']);
  });

  it('takes over credentials, in the file or of another file, and not the hosts beside them', () => {
    const secret = file('moved-secret', 'rotated');
    const moved = acme()
      .replace('clientSecret: word', `clientSecretFile: ${secret}`)
      .replace('us-east-1', 'eu-west-1');
    const { applied, needRestart, inForce } = changes(acme(), moved);
    expect([applied, needRestart]).to.deep.equal([['organizations.acme'], ['organizations.acme']]);
    const organization = inForce.organizations.find(({ name }) => name === 'acme');
    expect(organization?.clients[0]?.clientSecret).to.deep.equal({ value: 'rotated', file: secret });
    expect(organization?.apiUrl).to.equal('https://api.mypurecloud.com');
  });

  it('takes a renewed certificate, and turns TLS neither on nor off', () => {
    const plain = load(GOOD);
    const withTls = (cert: string, key: string): Settings => {
      const files = { TLS_CERT_FILE: file('renewed.crt', cert), TLS_KEY_FILE: file('renewed.key', key) };
      return load({ ...GOOD, ...files });
    };
    const old = withTls(CERTIFICATE, PRIVATE_KEY);
    const renewed = withTls(RENEWED_CERTIFICATE, RENEWED_KEY);
    expect(settingsInForce(old, renewed)).to.deep.equal(renewed);
    expect(settingsInForce(old, plain)).to.deep.equal(old);
    expect(settingsInForce(plain, old)).to.deep.equal(plain);
    expect(differingKeys(plain, old)).to.deep.equal(['tls']);
  });

  it('takes no credentials when there are more clients or fewer', () => {
    const two = `organizations: { acme: { region: us-east-1, clients: [{ ${CREDENTIALS} }, { clientId: b, clientSecret: c }] } }`;
    const { applied, needRestart } = changes(acme(), two);
    expect([applied, needRestart]).to.deep.equal([[], ['organizations.acme']]);
  });

  it('are told by key and never by value', () => {
    const one: Settings = load(GOOD);
    const other: Settings = load({
      ...GOOD,
      GENESYSCLOUD_OAUTHCLIENT_SECRET: 'other',
      ADMIN_KEY: 'k'.repeat(24),
    });
    expect(differingKeys(one, other)).to.deep.equal(['admin.key', 'organizations.default']);
  });
});
