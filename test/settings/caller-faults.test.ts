import { expect } from 'chai';
import {
  bad,
  caller,
  CREDENTIALS,
  DIGEST,
  faultsOf,
  KEY,
  organization,
  OTHER_DIGEST,
  SECOND_KEY,
} from './support.js';

describe('faults of callers', () => {
  const KEYS = 'callers.ringba.keys';
  const ACME = organization(`region: us-east-1, ${CREDENTIALS}`);
  bad([
    [
      'a plain key',
      caller(`keys: [${KEY}]`),
      `${KEYS}.0`,
      undefined,
      /not the digest.*npm run key -- <name>/,
    ],
    ['half a digest', caller('keys: ["sha256:abcd"]'), `${KEYS}.0`, undefined, /64 hexadecimal/],
    ['no keys', caller('organization: default'), KEYS, undefined, /is missing.*npm run key -- ringba/],
    ['an empty caller', 'callers: { ringba: }', KEYS, undefined, /is missing/],
    ['an empty list of keys', caller('keys: []'), KEYS, undefined, /is an empty list.*one or two/],
    [
      'three keys',
      caller(`keys: ["${DIGEST}", "${OTHER_DIGEST}", "${DIGEST}"]`),
      KEYS,
      undefined,
      /list of 3/,
    ],
    ['a key outside a list', caller(`keys: ${KEY}`), KEYS, undefined, /is text.*a list/],
    [
      'an unknown organization',
      caller(`keys: ["${DIGEST}"], organization: acme`),
      'callers.ringba.organization',
      undefined,
      /is acme, not defined → one of default/,
    ],
    [
      'a queue that is no id',
      caller(`keys: ["${DIGEST}"], queues: [sales]`),
      'callers.ringba.queues.0',
      undefined,
      /"sales".*UUID/,
    ],
    [
      'no queue at all',
      caller(`keys: ["${DIGEST}"], queues: []`),
      'callers.ringba.queues',
      undefined,
      /leave it out/,
    ],
    [
      'queues without a value',
      caller(`keys: ["${DIGEST}"], queues: `),
      'callers.ringba.queues',
      undefined,
      /is empty/,
    ],
    [
      'half a quota',
      caller(`keys: ["${DIGEST}"], quota: { requests: 1 }`),
      'callers.ringba.quota.perSeconds',
      undefined,
      /is missing/,
    ],
    [
      'a quota of nothing',
      caller(`keys: ["${DIGEST}"], quota: { requests: 0, perSeconds: 1 }`),
      'callers.ringba.quota.requests',
      undefined,
      /is 0/,
    ],
    [
      'a yes',
      caller(`keys: ["${DIGEST}"], keyInUrl: yes`),
      'callers.ringba.keyInUrl',
      undefined,
      /"yes".*true or false/,
    ],
    [
      'unknown fields',
      caller(`keys: ["${DIGEST}"], fields: none`),
      'callers.ringba.fields',
      undefined,
      /all, counts/,
    ],
    [
      'a parameter with its value',
      caller(`keys: ["${DIGEST}"], ignoreParameters: ["a=b"]`),
      'callers.ringba.ignoreParameters.0',
      undefined,
      /"a=b"/,
    ],
    [
      'an unknown key of a caller',
      caller(`keys: ["${DIGEST}"], queue: x`),
      'callers.ringba.queue',
      undefined,
      /queues, fields/,
    ],
    [
      'a caller here and there',
      `callers: { callgrid: { keys: ["${DIGEST}"] } }`,
      'callers.callgrid',
      'CALLER_KEYS',
      /CONFIG_FILE and in CALLER_KEYS/,
    ],
    [
      'one key for two callers',
      `callers: { a: { keys: ["${DIGEST}"] }, b: { keys: ["${DIGEST}"] } }`,
      'callers.b.keys',
      undefined,
      /a key of the caller a/,
    ],
    [
      'an entry without a colon',
      { CALLER_KEYS: `a:${KEY},${SECOND_KEY}` },
      'callers',
      'CALLER_KEYS',
      /entry 2.*no colon → name:key/,
    ],
    ['a short key', { CALLER_KEYS: 'a:x' }, 'callers', 'CALLER_KEYS', /entry 1.*fewer than 24/],
    ['a key with umlauts', { CALLER_KEYS: `a:${KEY}ü` }, 'callers', 'CALLER_KEYS', /ASCII/],
    ['a digest for a key', { CALLER_KEYS: `a:${DIGEST}` }, 'callers', 'CALLER_KEYS', /is a digest/],
    ['a bad name', { CALLER_KEYS: `a b:${KEY}` }, 'callers', 'CALLER_KEYS', /entry 1.*name is not usable/],
    [
      'a third key',
      { CALLER_KEYS: `a:${KEY}1,a:${KEY}2,a:${KEY}3` },
      'callers',
      'CALLER_KEYS',
      /entry 3.*third key/,
    ],
    [
      'one key for two names',
      { CALLER_KEYS: `a:${KEY},b:${KEY}` },
      'callers',
      'CALLER_KEYS',
      /also a key of another caller/,
    ],
    [
      'keys in two ways',
      { CALLER_KEYS_FILE: '/x' },
      'callers',
      'CALLER_KEYS',
      /both CALLER_KEYS and CALLER_KEYS_FILE/,
    ],
    [
      'a missing file of keys',
      { CALLER_KEYS: '', CALLER_KEYS_FILE: '/nowhere' },
      'callers',
      'CALLER_KEYS_FILE',
      /ENOENT/,
    ],
  ]);

  it('ask for an organization where it is not clear', () => {
    const two = ACME.replace('} }', `}, beta: { region: us-east-1, ${CREDENTIALS} } }`);
    const faults = faultsOf(
      { CALLER_KEYS: `x:${KEY},y:${SECOND_KEY}` },
      `${two}\n${caller(`keys: ["${DIGEST}"]`)}`,
    );
    expect(faults.map(({ key, env }) => [key, env])).to.deep.equal([
      ['callers', 'CALLER_KEYS'],
      ['callers.ringba.organization', undefined],
    ]);
    expect(faults[0]?.problem).to.match(/not clear: there are acme, beta/);
    expect(faults[1]?.allowed).to.equal('one of acme, beta');
  });
});
