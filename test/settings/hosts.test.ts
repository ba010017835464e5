import { expect } from 'chai';
import { hostsOverlap, isHost, isLoopback } from '../../src/settings/hosts.js';

describe('hosts', () => {
  const hosts: [host: string, valid: boolean, loopback: boolean][] = [
    ['127.0.0.1', true, true],
    ['127.255.255.255', true, true],
    ['::1', true, true],
    ['0:0:0:0:0:0:0:1', true, true],
    ['::ffff:127.0.0.1', true, true],
    ['localhost', true, true],
    ['LocalHost', true, true],
    ['126.255.255.255', true, false],
    ['128.0.0.0', true, false],
    ['0.0.0.0', true, false],
    ['::', true, false],
    ['localhost.example', true, false],
    ['my_host-1.example', true, false],
    ['127.1', false, false],
    ['[::1]', false, false],
    ['http://localhost', false, false],
    ['localhost:80', false, false],
    ['a b', false, false],
    ['-a', false, false],
    ['', false, false],
  ];
  for (const [host, valid, loopback] of hosts) {
    it(`"${host}" is ${valid ? 'a' : 'no'} host, ${loopback ? 'on' : 'off'} loopback`, () => {
      expect([isHost(host), isLoopback(host)]).to.deep.equal([valid, loopback]);
    });
  }

  const pairs: [one: string, other: string, overlap: boolean][] = [
    ['127.0.0.1', '127.0.0.1', true],
    ['0.0.0.0', '127.0.0.1', true],
    ['0.0.0.0', '::1', false],
    ['::', '127.0.0.1', true],
    ['localhost', '127.0.0.1', true],
    ['localhost', '::1', true],
    ['LOCALHOST', 'localhost', true],
    ['10.0.0.1', '127.0.0.1', false],
    ['a.example', 'localhost', false],
  ];
  for (const [one, other, overlap] of pairs) {
    it(`${one} and ${other} ${overlap ? 'share' : "don't share"} a port`, () => {
      expect([hostsOverlap(one, other), hostsOverlap(other, one)]).to.deep.equal([overlap, overlap]);
    });
  }
});
