import { expect } from 'chai';
import { bad, faultsOf, GOOD } from './support.js';

describe('faults between settings', () => {
  bad([
    ['no auth off loopback', { AUTH: 'none' }, 'auth', 'AUTH', /HOST.*0\.0\.0\.0.*127\.0\.0\.1/],
    ['no auth on a name', { AUTH: 'none', HOST: 'my-host' }, 'auth', 'AUTH', /my-host/],
    ['no caller', { CALLER_KEYS: undefined }, 'callers', 'CALLER_KEYS', /CALLER_KEYS.*callers.*auth: none/],
    ['only commas for callers', { CALLER_KEYS: ',' }, 'callers', 'CALLER_KEYS', /no caller/],
    ['one port of one host', { HOST: '127.0.0.1', PORT: '8081' }, 'admin.port', 'ADMIN_PORT', /8081.*PORT/],
    ['one port of every host', { PORT: '8081' }, 'admin.port', 'ADMIN_PORT', /two different ports/],
    [
      'one port of localhost',
      { HOST: 'localhost', PORT: '8081' },
      'admin.port',
      'ADMIN_PORT',
      /two different/,
    ],
    ['credential output by DEBUG', { DEBUG: '*' }, 'DEBUG', 'DEBUG', /prints credentials/],
  ]);

  it('but not one port of two hosts, nor two free ports', () => {
    const port = { PORT: '8081', HOST: '127.0.0.2', LOG_LEVEL: '?' };
    expect(faultsOf({ ...GOOD, ...port }).map(({ key }) => key)).to.deep.equal(['logLevel']);
    const free = { PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: '?' };
    expect(faultsOf({ ...GOOD, ...free }).map(({ key }) => key)).to.deep.equal(['logLevel']);
  });
});
