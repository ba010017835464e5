import { expect } from 'chai';
import { errorOf, faultsOf, GOOD } from './support.js';

describe('all faults at once', () => {
  it('from fields, missing settings and settings between them', () => {
    const faults = faultsOf({
      GENESYSCLOUD_REGION: 'mars',
      GENESYSCLOUD_OAUTHCLIENT_ID: 'id',
      PORT: 'eighty',
    });
    expect(faults.map(({ key, env }) => [key, env])).to.have.deep.members([
      ['port', 'PORT'],
      ['organizations.default.region', 'GENESYSCLOUD_REGION'],
      ['organizations.default.clientSecret', 'GENESYSCLOUD_OAUTHCLIENT_SECRET'],
      ['callers', 'CALLER_KEYS'],
    ]);
  });

  it('from environment and file together', () => {
    const yaml =
      'prot: 1\nauth: none\nhttp: { bodyLimitBytes: x }\norganizations: { acme: { region: nope } }';
    const faults = faultsOf({ ...GOOD, ADMIN_PORT: 'x', AVAILABILITY_X: '1', DEBUG: 'simple-oauth2*' }, yaml);
    expect(faults.map(({ key }) => key)).to.have.members([
      ...['DEBUG', 'availability', 'admin.port', 'prot', 'http.bodyLimitBytes', 'auth'],
      ...['organizations.acme.region', 'organizations.acme.clientId', 'organizations.acme.clientSecret'],
    ]);
  });

  it('even when the file is of no use, but none that the file might have answered', () => {
    const environment = { PORT: 'x', GENESYSCLOUD_REGION: 'us-east-1', AUTH: 'none' };
    for (const yaml of ['port: 1\nport: 2', 'a: [', '- a', 'x: *nowhere', 'x: !secret y', '\t- x: y']) {
      const keys = new Set(faultsOf(environment, yaml).map(({ key }) => key));
      expect([...keys]).to.have.members([
        ...['CONFIG_FILE', 'port', 'organizations.default.clientId', 'organizations.default.clientSecret'],
      ]);
    }
    const missing = faultsOf({ ...environment, CONFIG_FILE: '/nowhere/settings.yaml' });
    expect(missing).to.have.length(4);
    expect(missing.find(({ key }) => key === 'CONFIG_FILE')?.problem).to.match(
      /ENOENT.*\/nowhere\/settings\.yaml/,
    );
  });

  it('in a text of several lines with both names of each setting', () => {
    expect(errorOf({ ...GOOD, PORT: 'x', LOG_LEVEL: 'loud' }).message).to.equal(
      [
        '2 faults in the settings:',
        '  port (PORT) is "x" in the environment',
        '    → a whole number from 0 to 65535, in decimal digits',
        '  logLevel (LOG_LEVEL) is "loud" in the environment',
        '    → one of fatal, error, warn, info, debug, trace, silent',
      ].join('\n'),
    );
    expect(errorOf({ ...GOOD, PORT: 'x' }).message).to.match(/^1 fault in/);
  });
});
