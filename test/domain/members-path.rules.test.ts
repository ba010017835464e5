import { expect } from 'chai';
import type { MemberQuery } from '../../src/domain/model.js';
import { membersPath } from '../../src/domain/members-path.rules.js';
import { QUEUE } from './support.js';

const PAGE = { pageNumber: 2, pageSize: 50 };
const BASE = `/api/v2/routing/queues/${QUEUE}/members?pageSize=50&pageNumber=2`;

describe('members path', () => {
  const table: [what: string, query: Omit<MemberQuery, 'queueId'>, rest: string][] = [
    ['nothing but the page', { filters: {} }, ''],
    ['an empty expand as none', { filters: {}, view: { expand: [] } }, ''],
    [
      'the view',
      { filters: {}, view: { expand: ['presence', 'routingStatus'], sortOrder: 'desc' } },
      '&sortOrder=desc&expand=presence,routingStatus',
    ],
    [
      'every filter, lists comma-joined as the SDK does',
      {
        filters: {
          joined: false,
          memberBy: 'user',
          presence: ['Away', 'On Queue'],
          routingStatus: ['IDLE'],
          languages: ['de', 'en'],
          skills: ['s'],
          profileSkills: ['p'],
          name: 'Ann',
        },
      },
      '&name=Ann&profileSkills=p&skills=s&languages=de,en&routingStatus=IDLE&presence=Away,On%20Queue&memberBy=user&joined=false',
    ],
    [
      'marks of URLs as text',
      { filters: { name: 'a,b&c=d?e#f%g+h/i', skills: ['ü', '😀'] } },
      '&name=a%2Cb%26c%3Dd%3Fe%23f%25g%2Bh%2Fi&skills=%C3%BC,%F0%9F%98%80',
    ],
  ];
  for (const [what, query, rest] of table) {
    it(`writes ${what}`, () => {
      expect(membersPath({ queueId: QUEUE, ...query }, PAGE)).to.equal(`${BASE}${rest}`);
    });
  }

  it('lets no queue id out of its place in the path', () => {
    const path = membersPath({ queueId: '../users?x', filters: {} }, PAGE);
    expect(path).to.match(/^\/api\/v2\/routing\/queues\/\.\.%2Fusers%3Fx\/members\?/);
  });
});
