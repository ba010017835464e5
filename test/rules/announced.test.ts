// Which questions announcements can speak for, and whether members have changed.
import { expect } from 'chai';
import type { MemberFilters, MemberView } from '../../src/model.js';
import { differs, isAnnounced } from '../../src/rules/announced.js';

const queueId = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const member = (id: string) => ({ id, userId: id, json: '{}' });

describe('announcements', () => {
  const table: Array<[MemberFilters, MemberView | undefined, boolean]> = [
    [{}, undefined, true],
    [{ presence: ['Available'], joined: true }, { expand: ['presence'] }, true],
    [
      { routingStatus: ['IDLE'], memberBy: 'user' },
      { expand: ['presence', 'routingStatus'], sortOrder: 'asc' },
      true,
    ],
    [{ joined: true, skills: ['english'] }, undefined, false],
    [{ joined: true, languages: ['english'] }, undefined, false],
    [{ joined: true, profileSkills: ['x'] }, undefined, false],
    [{ joined: true, name: 'ann' }, undefined, false],
    [{ joined: true }, { expand: ['presence', 'conversationSummary'] }, false],
  ];
  for (const [filters, view, announced] of table) {
    const words = JSON.stringify({ filters, view });
    it(`${announced ? 'speak' : 'do not speak'} for ${words}`, () =>
      expect(isAnnounced({ queueId, filters, ...(view && { view }) })).to.equal(announced));
  }

  it('are missing where other members match than before, in whatever order', () => {
    const [a, b, c] = [member('a'), member('b'), member('c')];
    expect(differs([a, b], [b, a])).to.equal(false);
    expect(differs([], [])).to.equal(false);
    expect(differs([a, b], [a])).to.equal(true);
    expect(differs([a, b], [a, c])).to.equal(true);
    expect(differs([], [a])).to.equal(true);
  });
});
