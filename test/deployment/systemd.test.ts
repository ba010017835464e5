import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { LAST_ANSWERS_MS } from '../../src/http/listener.js';
import { ENVIRONMENT_NAMES } from '../../src/settings/environment-names.js';

const unit = readFileSync(
  new URL('../../systemd/genesys-availability-proxy.service', import.meta.url),
  'utf8',
);
const valuesOf = (key: string) =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
const variables = new Map(valuesOf('Environment').map((text) => text.split('=') as [string, string]));

describe('the unit of systemd', () => {
  it('sets variables that the service knows', () => {
    // Those of Node and glibc beside its own.
    const known = ['NODE_ENV', 'MALLOC_ARENA_MAX', ...ENVIRONMENT_NAMES.map(({ env }) => env)];
    expect(variables.size).to.be.greaterThan(5);
    expect([...variables.keys()].filter((name) => !known.includes(name))).to.deep.equal([]);
  });

  it('leaves time for the drain and the last answers', () => {
    const delay = Number(variables.get('SHUTDOWN_DELAY_MS'));
    expect(Number(valuesOf('TimeoutStopSec')[0]) * 1000).to.be.greaterThan(delay + LAST_ANSWERS_MS);
  });

  it('runs the bundle as a user of its own, in a sandbox that lets V8 write code', () => {
    expect(valuesOf('ExecStart')).to.deep.equal(['/usr/bin/node dist/main.js']);
    expect(valuesOf('User')).to.deep.equal(['genesys-availability-proxy']);
    for (const [key, value] of [
      ['NoNewPrivileges', 'yes'],
      ['CapabilityBoundingSet', ''],
      ['ProtectSystem', 'strict'],
      ['ProtectHome', 'yes'],
      ['PrivateTmp', 'yes'],
    ] as const) {
      expect(valuesOf(key), key).to.deep.equal([value]);
    }
    expect(valuesOf('MemoryDenyWriteExecute')).to.deep.equal([]);
  });
});
