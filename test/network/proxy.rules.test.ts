// Which proxy an address is reached through.
import { expect } from 'chai';
import { proxyFor, readProxy, type ProxyRules } from '../../src/network/proxy.rules.js';

const API = 'https://api.mypurecloud.com';
const [SECURE, PLAIN] = ['http://secure.proxy:3128', 'http://plain.proxy:3128'];
const both: ProxyRules = { httpsProxy: SECURE, httpProxy: PLAIN, noProxy: [] };
const hostOf = (url: string, rules: ProxyRules) => proxyFor(url, rules)?.host;

describe('the proxy of an address', () => {
  it('depends on its scheme', () => {
    expect(hostOf(API, both)).to.equal('secure.proxy:3128');
    expect(hostOf('http://api.mypurecloud.com', both)).to.equal('plain.proxy:3128');
    expect(hostOf(API, { httpProxy: PLAIN, noProxy: [] })).to.equal(undefined);
    expect(hostOf('http://gateway.example', { httpsProxy: SECURE, noProxy: [] })).to.equal(undefined);
  });

  it('is none for this machine', () => {
    for (const host of ['localhost:1', '127.0.0.1', '127.1.2.3', '[::1]:8443'])
      expect(hostOf(`https://${host}`, both), host).to.equal(undefined);
    for (const host of ['localhost.example', '127.0.0.1.example', '128.0.0.1'])
      expect(hostOf(`https://${host}`, both), host).to.equal('secure.proxy:3128');
  });

  const exempt: Array<[noProxy: string, url: string, direct: boolean]> = [
    ['*', API, true],
    ['api.mypurecloud.com', API, true],
    ['API.MyPureCloud.com', API, true],
    ['api.mypurecloud.com.', API, true],
    ['mypurecloud.com', API, true],
    ['.mypurecloud.com', API, true],
    ['*.mypurecloud.com', API, true],
    ['.mypurecloud.com', 'https://mypurecloud.com', true],
    ['purecloud.com', API, false],
    ['login.mypurecloud.com', API, false],
    ['xapi.mypurecloud.com', API, false],
    ['com', API, true],
    ['api.mypurecloud.com:443', API, true],
    ['api.mypurecloud.com:8443', API, false],
    ['api.mypurecloud.com:8443', `${API}:8443`, true],
    ['mypurecloud.com:80', 'http://api.mypurecloud.com', true],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['10.1.2.3', 'https://10.1.2.30', false],
    ['10.0.0.0/8', 'https://10.1.2.3', false],
    ['[fd00::1]', 'https://[fd00::1]:8443', true],
    ['[fd00::1]:443', 'https://[fd00::1]:8443', false],
    ['fd00::1', 'https://[fd00::1]', true],
    ['', API, false],
    ['.', API, false],
    [':443', API, false],
  ];
  for (const [entry, url, direct] of exempt) {
    it(`is ${direct ? 'none' : 'asked'} for ${url} with "${entry}" in NO_PROXY`, () => {
      const rules = { ...both, noProxy: ['elsewhere.example', entry] };
      expect(proxyFor(url, rules) === undefined).to.equal(direct);
    });
  }
});

describe('the address of a proxy', () => {
  const good: Array<[text: string, href: string]> = [
    ['http://proxy:3128', 'http://proxy:3128/'],
    ['https://proxy', 'https://proxy/'],
    ['proxy:3128', 'http://proxy:3128/'],
    ['proxy', 'http://proxy/'],
    [' http://proxy:3128/ ', 'http://proxy:3128/'],
    ['user:p%40ss@proxy:3128', 'http://user:p%40ss@proxy:3128/'],
    ['http://[::1]:3128', 'http://[::1]:3128/'],
  ];
  for (const [text, href] of good) it(`may be "${text}"`, () => expect(readProxy(text)?.href).to.equal(href));

  const bad = [
    '',
    ' ',
    'socks5://proxy:1080',
    'ftp://proxy',
    'http://',
    'http://proxy:99999',
    'http://proxy/pac',
    'http://proxy?x',
    'http://proxy/#x',
    'a b',
  ];
  for (const text of bad) it(`is not "${text}"`, () => expect(readProxy(text)).to.equal(undefined));
});
