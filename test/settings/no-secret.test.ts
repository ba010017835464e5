import { expect } from 'chai';
import { errorOf, GOOD, KEY, type Environment } from './support.js';

describe('no secret in a fault', () => {
  const SECRET = 'Hunter2-Hunter2-Hunter2-Hunter2';
  const places: [what: string, environment: Environment, yaml?: string][] = [
    [
      'as a path of its own file',
      { GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: SECRET, GENESYSCLOUD_OAUTHCLIENT_SECRET: '' },
    ],
    ['as path of the admin key', { ADMIN_KEY_FILE: SECRET }],
    ['as path of the certificate', { TLS_CERT_FILE: SECRET }],
    ['with a control character', { GENESYSCLOUD_OAUTHCLIENT_SECRET: `${SECRET}\u0007` }],
    ['as caller key with a blank', { CALLER_KEYS: `a:${SECRET} x` }],
    ['as caller without a name', { CALLER_KEYS: SECRET }],
    ['swapped with the name', { CALLER_KEYS: `${SECRET}:callgrid` }],
    ['swapped with the name, for two', { CALLER_KEYS: `${SECRET}:${KEY},x:${KEY}` }],
    ['in a URL', { GENESYSCLOUD_LOGIN_URL: `https://me:${SECRET}@login.example` }],
    ['in a region', { GENESYSCLOUD_REGION: `https://me:${SECRET}@login.mypurecloud.com` }],
    ['as plain key in the file', {}, `callers: { a: { keys: [${SECRET}] } }`],
    ['as a caller', {}, `callers: { a: ${SECRET} }`],
    ['as all callers', {}, `callers: a:${SECRET}`],
    ['as a caller in braces without a blank', {}, `callers: {a:${SECRET}}`],
    ['as a key in braces without a blank', {}, `organizations: { a: {clientSecret:${SECRET}} }`],
    ['as an organization', {}, `organizations: { a: ${SECRET} }`],
    ['as admin', {}, `admin: ${SECRET}`],
    ['as digest', {}, `admin: { keyDigest: ${SECRET} }`],
    ['in broken YAML', {}, `organizations: { a: { clientSecret: "${SECRET}\nx: [ } }`],
    ['with a tag', {}, `admin: { key: !${SECRET} x }`],
    ['twice', {}, `a: ${SECRET}\na: ${SECRET}`],
    ['as alias', {}, `a: *${SECRET}`],
  ];
  for (const [what, environment, yaml] of places) {
    it(what, () => {
      const error = errorOf({ ...GOOD, ...environment }, yaml);
      expect(
        `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`,
      ).not.to.contain('Hunter2');
    });
  }
});
