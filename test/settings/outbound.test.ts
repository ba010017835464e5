// Proxies and authorities on the way out: read like other programs read them, refused without a secret.
import { expect } from 'chai';
import { differingKeys } from '../../src/settings/in-force.js';
import type { Settings } from '../../src/settings/types.js';
import { CERTIFICATE, PRIVATE_KEY } from './pem.js';
import { bad, errorOf, file, GOOD, load, type Environment } from './support.js';

const PROXY = 'http://proxy:3128';

describe('outbound settings', () => {
  const proxyFile = file('proxy', 'http://user:word@proxy:3128\n');
  const caFile = file('company.crt', CERTIFICATE);
  const httpsProxy = { value: PROXY };

  const good: Array<[string, Environment, string | undefined, Partial<Settings['outbound']>]> = [
    ['are direct by default', {}, undefined, {}],
    ['take HTTPS_PROXY', { HTTPS_PROXY: PROXY }, undefined, { httpsProxy }],
    ['take HTTP_PROXY for itself', { HTTP_PROXY: PROXY }, undefined, { httpProxy: httpsProxy }],
    ['take small letters', { https_proxy: PROXY }, undefined, { httpsProxy }],
    ['prefer small letters', { https_proxy: PROXY, HTTPS_PROXY: 'http://other' }, undefined, { httpsProxy }],
    ['count an empty one as none', { https_proxy: '', HTTPS_PROXY: PROXY }, undefined, { httpsProxy }],
    ['take the file', {}, `outbound: { httpsProxy: "${PROXY}" }`, { httpsProxy }],
    [
      'take a file of its own for the address',
      { HTTPS_PROXY_FILE: proxyFile },
      undefined,
      { httpsProxy: { value: 'http://user:word@proxy:3128', file: proxyFile } },
    ],
    [
      'let the environment replace a file of the settings file',
      { HTTPS_PROXY: PROXY },
      `outbound: { httpsProxyFile: ${proxyFile}, httpProxy: plain }`,
      { httpsProxy, httpProxy: { value: 'plain' } },
    ],
    [
      'split NO_PROXY at commas and blanks',
      { NO_PROXY: 'a.example,  .b.example c:443,' },
      undefined,
      { noProxy: ['a.example', '.b.example', 'c:443'] },
    ],
    ['take a list', {}, 'outbound: { noProxy: [a, "*"] }', { noProxy: ['a', '*'] }],
    ['take authorities', { OUTBOUND_CA_FILE: caFile }, undefined, { ca: CERTIFICATE }],
  ];
  for (const [what, environment, yaml, outbound] of good) {
    it(what, () =>
      expect(load({ ...GOOD, ...environment }, yaml).outbound).to.deep.equal({ noProxy: [], ...outbound }),
    );
  }

  it('wait for a restart, and are named without their values', () => {
    const changed = differingKeys(load(GOOD), load({ ...GOOD, HTTPS_PROXY: PROXY, NO_PROXY: 'x' }));
    expect(changed).to.deep.equal(['outbound.httpsProxy', 'outbound.noProxy']);
  });

  describe('refuse', () => {
    const ADDRESS = /is not the address of an HTTP proxy → http:\/\/host:port/;
    bad([
      ['SOCKS', { HTTPS_PROXY: 'socks5://proxy:1080' }, 'outbound.httpsProxy', 'HTTPS_PROXY', ADDRESS],
      ['small letters too', { https_proxy: 'http://' }, 'outbound.httpsProxy', 'HTTPS_PROXY', ADDRESS],
      ['a path', { HTTP_PROXY: 'http://proxy/x' }, 'outbound.httpProxy', 'HTTP_PROXY', ADDRESS],
      ['a bare %', { HTTPS_PROXY: 'http://u:5%@proxy' }, 'outbound.httpsProxy', 'HTTPS_PROXY', /%25/],
      [
        'a file with no address',
        { HTTPS_PROXY_FILE: file('no-proxy', 'socks5://user:word@proxy') },
        'outbound.httpsProxyFile',
        'HTTPS_PROXY_FILE',
        /content is not the address/,
      ],
      [
        'address and file',
        { HTTPS_PROXY: PROXY, HTTPS_PROXY_FILE: proxyFile },
        'outbound.httpsProxy',
        'HTTPS_PROXY',
        /is set together with HTTPS_PROXY_FILE/,
      ],
      ['hosts that are none', 'outbound: { noProxy: [1] }', 'outbound.noProxy', 'NO_PROXY', /list of hosts/],
      [
        'a key as authority',
        { OUTBOUND_CA_FILE: file('key.pem', PRIVATE_KEY) },
        'outbound.caFile',
        'OUTBOUND_CA_FILE',
        /holds no certificate/,
      ],
    ]);

    it('no address aloud', () => {
      const { faults, message } = errorOf({ ...GOOD, HTTPS_PROXY: 'ftp://user:sesame@proxy' });
      expect(JSON.stringify(faults) + message).to.not.contain('sesame');
    });
  });
});
