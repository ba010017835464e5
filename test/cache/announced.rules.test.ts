// Which questions announcements can speak for, and whether members have changed.
import { expect } from 'chai';
import type { MemberFilters, MemberView } from '../../src/domain/model.js';
import { differs, isAnnounced } from '../../src/cache/announced.rules.js';

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
    const told = () => '';
    expect(differs([a, b], [b, a], told)).to.equal(false);
    expect(differs([], [], told)).to.equal(false);
    expect(differs([a, b], [a], told)).to.equal(true);
    expect(differs([a, b], [a, c], told)).to.equal(true);
    expect(differs([], [a], told)).to.equal(true);
  });

  it('are missing where something else is told of a member, and only then', () => {
    const [before, after] = [member('a'), { ...member('a'), json: '{"since":7}' }];
    expect(differs([before], [after], () => 'IDLE')).to.equal(false);
    expect(differs([before], [after], ({ json }) => json)).to.equal(true);
  });
});
