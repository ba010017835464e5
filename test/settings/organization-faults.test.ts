import { expect } from 'chai';
import { bad, CREDENTIALS, faultsOf, file, GOOD, organization } from './support.js';

describe('faults of organizations', () => {
  const REGION = 'organizations.default.region';
  const SECRET = 'organizations.default.clientSecret';
  bad([
    [
      'an unknown region',
      { GENESYSCLOUD_REGION: 'us-moon-1' },
      REGION,
      'GENESYSCLOUD_REGION',
      /"us-moon-1".*us-east-1, .*eu-central-1.*mypurecloud\.com/,
    ],
    [
      'no region',
      { GENESYSCLOUD_REGION: undefined },
      REGION,
      'GENESYSCLOUD_REGION',
      /missing.*GENESYSCLOUD_LOGIN_URL and GENESYSCLOUD_API_URL/,
    ],
    [
      'one host and no region',
      { GENESYSCLOUD_REGION: undefined, GENESYSCLOUD_API_URL: 'http://a' },
      REGION,
      'GENESYSCLOUD_REGION',
      /missing/,
    ],
    [
      'no secret',
      { GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined },
      SECRET,
      'GENESYSCLOUD_OAUTHCLIENT_SECRET',
      /is missing → .*SECRET_FILE/,
    ],
    [
      'no id',
      { GENESYSCLOUD_OAUTHCLIENT_ID: '' },
      'organizations.default.clientId',
      'GENESYSCLOUD_OAUTHCLIENT_ID',
      /is missing/,
    ],
    [
      'a secret in two ways',
      { GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: '/x' },
      SECRET,
      'GENESYSCLOUD_OAUTHCLIENT_SECRET',
      /with GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE/,
    ],
    [
      'a secret of two lines',
      { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'a\nb' },
      SECRET,
      'GENESYSCLOUD_OAUTHCLIENT_SECRET',
      /line break/,
    ],
    [
      'a secret with a blank behind',
      { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'a ' },
      SECRET,
      'GENESYSCLOUD_OAUTHCLIENT_SECRET',
      /ends with a blank/,
    ],
    [
      'a login URL with a path',
      { GENESYSCLOUD_LOGIN_URL: 'https://h/oauth' },
      'organizations.default.loginUrl',
      'GENESYSCLOUD_LOGIN_URL',
      /bare URL/,
    ],
    [
      'an API URL of another kind',
      { GENESYSCLOUD_API_URL: 'ftp://h' },
      'organizations.default.apiUrl',
      'GENESYSCLOUD_API_URL',
      /http or https/,
    ],
    [
      'an API URL with a query',
      { GENESYSCLOUD_API_URL: 'http://h?' },
      'organizations.default.apiUrl',
      'GENESYSCLOUD_API_URL',
      /http or https/,
    ],
    [
      'the default organization twice',
      `organizations: { default: { region: us-east-1, ${CREDENTIALS} } }`,
      'organizations.default',
      'GENESYSCLOUD_OAUTHCLIENT_ID',
      /only one of them/,
    ],
    [
      'an unknown region in the file',
      organization(`region: mars, ${CREDENTIALS}`),
      'organizations.acme.region',
      undefined,
      /"mars"/,
    ],
    [
      'no region in the file',
      organization(`apiUrl: "http://a", ${CREDENTIALS}`),
      'organizations.acme.region',
      undefined,
      /both loginUrl and apiUrl/,
    ],
    [
      'an unknown key of an organization',
      organization(`regoin: x, region: us-east-1, ${CREDENTIALS}`),
      'organizations.acme.regoin',
      undefined,
      /known key.*region, loginUrl/,
    ],
    [
      'a number as secret',
      organization('region: us-east-1, clientId: i, clientSecret: 123456'),
      'organizations.acme.clientSecret',
      undefined,
      /is a number.*quotes/,
    ],
    [
      'an empty secret',
      organization('region: us-east-1, clientId: i, clientSecret: ""'),
      'organizations.acme.clientSecret',
      undefined,
      /is empty/,
    ],
    [
      'a client of a list without its secret',
      organization('region: us-east-1, clients: [{ clientId: i, clientSecret: s }, { clientId: j }]'),
      'organizations.acme.clients.1.clientSecret',
      undefined,
      /is missing.*clientSecretFile/,
    ],
    [
      'a client beside a list of clients',
      organization('region: us-east-1, clientId: k, clients: [{ clientId: i, clientSecret: s }]'),
      'organizations.acme.clientId',
      undefined,
      /together with clients/,
    ],
    [
      'an unknown key of a client',
      organization('region: us-east-1, clients: [{ clientID: i, clientId: i, clientSecret: s }]'),
      'organizations.acme.clients.0.clientID',
      undefined,
      /known key/,
    ],
    [
      'an unknown place for credentials',
      organization(`region: us-east-1, ${CREDENTIALS}, credentialsIn: query`),
      'organizations.acme.credentialsIn',
      undefined,
      /header, body/,
    ],
    [
      'an organization with a bad name',
      `organizations: { "a b": { region: us-east-1, ${CREDENTIALS} } }`,
      'organizations."a…"',
      undefined,
      /usable name.*letters/,
    ],
    [
      'a list of organizations',
      'organizations: [acme]',
      'organizations',
      undefined,
      /is a list of 1.*a name for each/,
    ],
  ]);

  it('tells both ways when there is none', () => {
    const [fault] = faultsOf({ CALLER_KEYS: GOOD['CALLER_KEYS'] });
    expect(fault).to.include({ key: 'organizations', env: 'GENESYSCLOUD_OAUTHCLIENT_ID' });
    expect(fault?.allowed).to.match(/GENESYSCLOUD_REGION.*CONFIG_FILE/);
  });

  it('asks for the whole organization when one variable is set', () => {
    const keys = faultsOf({ GENESYSCLOUD_LOGIN_URL: 'http://a', CALLER_KEYS: GOOD['CALLER_KEYS'] });
    expect(keys.map(({ env }) => env)).to.deep.equal([
      'GENESYSCLOUD_REGION',
      'GENESYSCLOUD_OAUTHCLIENT_ID',
      'GENESYSCLOUD_OAUTHCLIENT_SECRET',
    ]);
  });

  for (const [what, content, text] of [
    ['an empty', '', /names an empty file/],
    ['a blank', ' \n', /names an empty file/],
    ['a two-line', 'a\nb\n', /content holds a line break/],
  ] as const) {
    it(`tells ${what} secret file`, () => {
      const secret = { GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined };
      const path = { GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: file('bad', content) };
      const faults = faultsOf({ ...GOOD, ...secret, ...path });
      expect(faults).to.have.length(1);
      expect(faults[0]).to.include({ key: `${SECRET}File`, env: 'GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE' });
      expect(faults[0]?.problem).to.match(text);
    });
  }
});
