// Push: a switch that may stand for its section, times, and a folder.
import { expect } from 'chai';
import { dirname, join } from 'node:path';
import { differingKeys } from '../../src/settings/in-force.js';
import type { Settings } from '../../src/settings/types.js';
import { bad, file, GOOD, load, type Environment } from './support.js';

const OFF: Settings['push'] = { enabled: false, freshFor: 0, minInterval: 500 };

describe('push settings', () => {
  const folder = dirname(file('any', ''));

  const good: Array<[string, Environment, string | undefined, Partial<Settings['push']>]> = [
    ['are off by default', {}, undefined, {}],
    ['take PUSH=on', { PUSH: 'on' }, undefined, { enabled: true }],
    ['take PUSH=TRUE', { PUSH: ' TRUE ' }, undefined, { enabled: true }],
    ['take PUSH=off over the file', { PUSH: 'off' }, 'push: on', { enabled: false }],
    ['take PUSH=false over the file', { PUSH: 'false' }, 'push: true', { enabled: false }],
    ['take one word for the section', {}, 'push: on', { enabled: true }],
    ['take true for the section', {}, 'push: true', { enabled: true }],
    ['take false for the section', {}, 'push: false', {}],
    ['take an empty section', {}, 'push:', {}],
    [
      'take a section',
      {},
      'push: { enabled: on, freshFor: 30000, minInterval: 0 }',
      { enabled: true, freshFor: 30_000, minInterval: 0 },
    ],
    [
      'lay the environment over the short form',
      { PUSH_FRESH_FOR_MS: '1', PUSH_MIN_INTERVAL_MS: '2147483647', PUSH_STATE_DIR: '/var/lib/x' },
      'push: on',
      { enabled: true, freshFor: 1, minInterval: 2_147_483_647, stateDir: '/var/lib/x' },
    ],
    [
      "see the folder from the file's own",
      {},
      'push: { stateDir: state }',
      { stateDir: join(folder, 'state') },
    ],
  ];
  for (const [what, environment, yaml, push] of good) {
    it(what, () => expect(load({ ...GOOD, ...environment }, yaml).push).to.deep.equal({ ...OFF, ...push }));
  }

  it('wait for a restart', () => {
    const changed = differingKeys(load(GOOD), load({ ...GOOD, PUSH: 'on', PUSH_STATE_DIR: '/x' }));
    expect(changed).to.deep.equal(['push.enabled', 'push.stateDir']);
  });

  describe('refuse', () => {
    bad([
      ['another word', { PUSH: 'yes' }, 'push.enabled', 'PUSH', /"yes" in the environment → on or off/],
      ['another word for the section', 'push: maybe', 'push.enabled', 'PUSH', /"maybe".*on or off/],
      ['a number', 'push: 1', 'push', undefined, /is a number in CONFIG_FILE → a map.*enabled, freshFor/],
      ['a list', 'push: [on]', 'push', undefined, /is a list of 1.*enabled/],
      ['a number as switch', 'push: { enabled: 1 }', 'push.enabled', 'PUSH', /is 1 .*on or off/],
      ['an unknown key', 'push: { fresh: 1 }', 'push.fresh', undefined, /not a known key.*minInterval/],
      ['seconds', { PUSH_FRESH_FOR_MS: '3s' }, 'push.freshFor', 'PUSH_FRESH_FOR_MS', /"3s".*milliseconds/],
      ['less than nothing', 'push: { freshFor: -1 }', 'push.freshFor', 'PUSH_FRESH_FOR_MS', /is -1/],
      [
        'an interval beyond what timers do',
        'push: { minInterval: 2147483648 }',
        'push.minInterval',
        'PUSH_MIN_INTERVAL_MS',
        /2147483647/,
      ],
      ['no folder', "push: { stateDir: '' }", 'push.stateDir', 'PUSH_STATE_DIR', /the path of a folder/],
      ['a number as folder', 'push: { stateDir: 1 }', 'push.stateDir', 'PUSH_STATE_DIR', /is a number/],
    ]);
  });
});
