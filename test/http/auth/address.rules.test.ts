// What counts as one sender of wrong keys.
import { expect } from 'chai';
import { senderAddress } from '../../../src/http/auth/address.rules.js';

const unreadable = { text: 'unreadable', network: 'unreadable' };

describe('the address of a sender', () => {
  for (const given of [
    '203.0.113.7',
    '203.0.113.7:49152',
    ' 203.0.113.7 ',
    '::ffff:203.0.113.7',
    '::FFFF:cb00:7107',
    '0:0:0:0:0:ffff:203.0.113.7',
    '[::ffff:203.0.113.7]:443',
    '64:ff9b::203.0.113.7',
  ])
    it(`is the IPv4 address in "${given}"`, () => {
      expect(senderAddress(given)).to.deep.equal({ text: '203.0.113.7', network: '203.0.113.7' });
    });

  const sixes: ReadonlyArray<readonly [given: string, text: string, network: string]> = [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff::1', '2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::1]:443', '2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::1]', '2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::1', 'fe80::/64'],
    ['2001:db8:1::', '2001:db8:1::', '2001:db8:1::/64'],
    ['::1', '::1', '::/64'],
    ['::', '::', '::/64'],
  ];
  for (const [given, text, network] of sixes)
    it(`is ${network} for "${given}"`, () => {
      expect(senderAddress(given)).to.deep.equal({ text, network });
    });

  it('tells two /64 of one /48 apart', () => {
    expect(senderAddress('2001:db8:1:2::1').network).to.not.equal(senderAddress('2001:db8:1:3::1').network);
  });

  const odd = [
    undefined,
    '',
    'unknown',
    '_hidden',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '1:2:3',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    'g::1',
    '::1.2.3',
    '12345::',
    'x'.repeat(16_000),
    '{"a":1}\n',
  ];
  for (const given of odd)
    it(`is unreadable in ${JSON.stringify(given)?.slice(0, 30)}`, () => {
      expect(senderAddress(given)).to.deep.equal(unreadable);
    });
});
