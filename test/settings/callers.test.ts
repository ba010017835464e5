import { expect } from 'chai';
import { keyDigest } from '../../src/domain/key-digest.js';
import { DIGEST, file, GOOD, KEY, load, OTHER_DIGEST, SECOND_KEY } from './support.js';

const ACME = 'acme: { region: eu-west-1, clientId: acme-client, clientSecret: acme-secret }';

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
