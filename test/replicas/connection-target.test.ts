// What the client of Redis is told of an address.
import { expect } from 'chai';
import { clientOptions } from '../../src/replicas/connection-target.js';

const optionsFor = (url: string) =>
  clientOptions({ credentials: () => ({ url }), ca: 'PEM', connectTimeout: 1, commandTimeout: 1 });
const timeouts = { connectTimeout: 1, reconnectStrategy: false };

describe('an address of Redis', () => {
  const table: Array<[url: string, socket: object, rest?: object]> = [
    ['redis://cache:6380', { host: 'cache', port: 6380 }],
    ['redis://cache', { host: 'cache', port: 6379 }],
    ['redis://[::1]:6380', { host: '::1', port: 6380 }],
    ['redis://[2001:db8::7]/3', { host: '2001:db8::7', port: 6379 }, { database: 3 }],
    ['rediss://[2001:db8::7]', { host: '2001:db8::7', port: 6379, tls: true, ca: 'PEM' }],
    [
      'redis://u%40x:p%3Aw@10.0.0.7/0',
      { host: '10.0.0.7', port: 6379 },
      { username: 'u@x', password: 'p:w' },
    ],
  ];
  for (const [url, socket, rest = {}] of table)
    it(`is understood: ${url}`, () => {
      const { commandsQueueMaxLength, disableOfflineQueue, ...options } = optionsFor(url);
      expect([commandsQueueMaxLength, disableOfflineQueue]).to.deep.equal([1_000, true]);
      expect(options).to.deep.equal({ ...rest, socket: { ...socket, ...timeouts } });
    });
});
