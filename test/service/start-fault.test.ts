// A listener that does not come about is told by its cause, with what to do.
import { expect } from 'chai';
import { createServer } from 'node:net';
import { startFault } from '../../src/service/start-fault.js';

const faultOf = (port: number, host: string) =>
  new Promise<unknown>((resolve) => {
    const server = createServer().once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });

describe('a start that failed', () => {
  it('says that HOST is no address of this machine', async () => {
    expect(startFault(await faultOf(0, '192.0.2.1'))).to.match(
      /^Cannot listen on 192\.0\.2\.1:\d+ \(EADDRNOTAVAIL\): this machine has no such address; 0\.0\.0\.0.*HOST/,
    );
  });

  const system = (fields: object) => startFault(Object.assign(new Error('x'), fields));

  it('says that HOST is a name that nobody knows', () => {
    const said = system({ code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'nowhere.invalid' });
    expect(said).to.match(/nowhere\.invalid \(ENOTFOUND\): nobody knows.*HOST.*IP address/);
  });

  for (const [code, advice] of [
    ['EADDRINUSE', /another process/],
    ['EACCES', /above 1023/],
    ['EAFNOSUPPORT', /no IPv6/],
    ['EPERM', /another address/],
  ] as const)
    it(`says what to do about ${code}`, () => {
      const said = system({ code, syscall: 'listen', address: '::1', port: 80 });
      expect(said).to.contain(`[::1]:80 (${code})`).and.match(advice);
    });

  it('says that there are no descriptors left', () => {
    expect(system({ code: 'EMFILE', syscall: 'listen' })).to.match(/EMFILE.*ulimit -n, LimitNOFILE=/);
  });
});
