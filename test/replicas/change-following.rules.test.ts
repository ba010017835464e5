// What a follower makes of the words of a leader, case by case.
import { expect } from 'chai';
import {
  follow,
  FOLLOWING_NOBODY,
  type Following,
  type LeaderMessage,
} from '../../src/replicas/change-following.rules.js';

const known: Following = { leader: 'one', number: 7, covered: new Set(['a', 'b']) };
const next: LeaderMessage = { leader: 'one', number: 8, changed: [] };

interface Case {
  readonly what: string;
  readonly before?: Following;
  readonly word: LeaderMessage;
  readonly late?: boolean;
  readonly covered: string;
  readonly gap?: boolean;
  readonly doubted?: string;
  readonly anew?: string;
  readonly changed?: string;
}

const cases: Case[] = [
  { what: 'a pulse in order', word: next, covered: 'ab' },
  {
    what: 'a change of what is covered, and of what is not',
    word: { ...next, changed: ['a', 'x'] },
    covered: 'ab',
    changed: 'ax',
  },
  { what: 'the same coverage again', word: { ...next, covered: ['b', 'a'] }, covered: 'ab' },
  {
    what: 'more that is covered',
    word: { ...next, covered: ['a', 'b', 'c'] },
    covered: 'abc',
    anew: 'c',
    changed: 'c',
  },
  { what: 'less that is covered', word: { ...next, covered: ['a'] }, covered: 'a', doubted: 'b' },
  { what: 'nothing covered', word: { ...next, covered: [] }, covered: '', doubted: 'ab' },
  {
    what: 'a change of what is covered anew',
    word: { ...next, changed: ['c'], covered: ['a', 'b', 'c'] },
    covered: 'abc',
    anew: 'c',
    changed: 'c',
  },
  {
    what: 'a gap',
    word: { ...next, number: 9, changed: ['a'] },
    covered: '',
    gap: true,
    doubted: 'ab',
    changed: 'a',
  },
  {
    what: 'a gap, and coverage',
    word: { ...next, number: 9, covered: ['a'] },
    covered: 'a',
    gap: true,
    doubted: 'ab',
    anew: 'a',
    changed: 'a',
  },
  { what: 'the same word again', word: { ...next, number: 7 }, covered: '', gap: true, doubted: 'ab' },
  { what: 'an older word', word: { ...next, number: 6 }, covered: '', gap: true, doubted: 'ab' },
  {
    what: 'another leader, by chance in order',
    word: { ...next, leader: 'two' },
    covered: '',
    gap: true,
    doubted: 'ab',
  },
  {
    what: 'a late word',
    word: { ...next, changed: ['x'], covered: ['a', 'c'] },
    late: true,
    covered: '',
    doubted: 'ab',
    changed: 'x',
  },
  { what: 'the first word', before: FOLLOWING_NOBODY, word: next, covered: '', gap: true },
  {
    what: 'the first word, with coverage',
    before: FOLLOWING_NOBODY,
    word: { ...next, covered: ['a'] },
    covered: 'a',
    gap: true,
    anew: 'a',
    changed: 'a',
  },
];

describe('following who leads', () => {
  for (const {
    what,
    before = known,
    word,
    late = false,
    covered,
    gap = false,
    doubted = '',
    anew = '',
    changed = '',
  } of cases)
    it(`hears ${what}`, () => {
      const heard = follow(before, word, late);
      expect({
        covered: [...heard.next.covered].sort().join(''),
        gap: heard.gap,
        doubted: heard.doubted.join(''),
        anew: heard.anew.join(''),
        changed: heard.changed.join(''),
      }).to.deep.equal({ covered, gap, doubted, anew, changed });
      expect([heard.next.leader, heard.next.number]).to.deep.equal([word.leader, word.number]);
    });
});
