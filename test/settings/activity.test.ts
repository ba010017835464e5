// Looks at many queues: a word that may stand for its section, and a time.
import { expect } from 'chai';
import { differingKeys } from '../../src/settings/in-force.js';
import type { Settings } from '../../src/settings/types.js';
import { bad, GOOD, load, type Environment } from './support.js';

const USUAL: Settings['activity'] = { mode: 'auto', minInterval: 500 };

describe('activity settings', () => {
  const good: Array<[string, Environment, string | undefined, Partial<Settings['activity']>]> = [
    ['are off by default', {}, undefined, {}],
    ['take ACTIVITY in any case', { ACTIVITY: ' On ' }, undefined, { mode: 'on' }],
    ['take ACTIVITY over the file', { ACTIVITY: 'off' }, 'activity: on', { mode: 'off' }],
    ['take one word for the section', {}, 'activity: off', { mode: 'off' }],
    ['take an empty section', {}, 'activity:', {}],
    ['take a section', {}, 'activity: { mode: on, minInterval: 0 }', { mode: 'on', minInterval: 0 }],
    [
      'lay the environment over the short form',
      { ACTIVITY_MIN_INTERVAL_MS: '2147483647' },
      'activity: on',
      { mode: 'on', minInterval: 2_147_483_647 },
    ],
  ];
  for (const [what, environment, yaml, activity] of good) {
    it(what, () =>
      expect(load({ ...GOOD, ...environment }, yaml).activity).to.deep.equal({ ...USUAL, ...activity }),
    );
  }

  it('wait for a restart', () => {
    const changed = differingKeys(load(GOOD), load({ ...GOOD, ACTIVITY: 'on' }));
    expect(changed).to.deep.equal(['activity.mode']);
  });

  describe('refuse', () => {
    bad([
      ['another word', { ACTIVITY: 'yes' }, 'activity.mode', 'ACTIVITY', /"yes".*one of auto, on, off/],
      ['another word for the section', 'activity: maybe', 'activity.mode', 'ACTIVITY', /auto, on, off/],
      ['a number', 'activity: 1', 'activity', undefined, /is a number.*mode, minInterval/],
      ['an unknown key', 'activity: { every: 1 }', 'activity.every', undefined, /not a known key/],
      [
        'seconds',
        { ACTIVITY_MIN_INTERVAL_MS: '1s' },
        'activity.minInterval',
        'ACTIVITY_MIN_INTERVAL_MS',
        /"1s".*milliseconds/,
      ],
    ]);
  });
});
