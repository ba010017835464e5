import { expect } from 'chai';
import { file, GOOD, KEY, load } from './support.js';

const ACME = 'acme: { region: eu-west-1, clientId: acme-client, clientSecret: acme-secret }';
const NO_ORGANIZATION = {
  GENESYSCLOUD_REGION: undefined,
  GENESYSCLOUD_OAUTHCLIENT_ID: undefined,
  GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined,
};

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
    expect(organizations[0]?.clients[0]?.clientId).to.deep.equal({ value: 'from-file', file: id });
    expect(organizations[0]?.clients[0]?.clientSecret).to.deep.equal({
      value: 'a+b/c%d!(e) f',
      file: secret,
    });
  });

  it('find files of the settings file from its own folder', () => {
    const path = file('secrets/acme', 'beside');
    const yaml =
      'organizations: { acme: { region: us-east-1, clientId: i, clientSecretFile: secrets/acme } }';
    const { organizations } = load({ ...NO_ORGANIZATION, CALLER_KEYS: `c:${KEY}` }, yaml);
    expect(organizations[0]?.clients[0]?.clientSecret).to.deep.equal({ value: 'beside', file: path });
  });
});
