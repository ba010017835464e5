// The members endpoint's filters, as a table against agents that are spelled out.
import { expect } from 'chai';
import type { AgentSpec, MatchFilters, Simulator } from '../../src/simulator/index.js';
import { closeAll, page, QUEUE, start } from './helpers.js';

const agents: AgentSpec[] = [
  { id: 'ann', name: 'Ann Lee', presence: 'Available', skills: ['Sales'], languages: ['English'] },
  { id: 'bob', name: 'Bob Leeds', presence: 'On Queue', skills: ['Sales', 'Claims'], memberBy: 'group' },
  { id: 'cat', name: 'Cat Moss', presence: 'On Queue', routingStatus: 'INTERACTING', joined: false },
  { id: 'dan', name: 'Dan Novak', presence: 'Meal', profileSkills: ['Medicare Plus'], languages: ['German'] },
  { id: 'eve', name: 'Eve, Lee', presence: 'Offline', joined: false, skills: ['Presales'] },
];

const cases: Array<[string, MatchFilters, string]> = [
  ['', {}, 'ann bob cat dan eve'],
  ['presence=Available', { presence: 'Available' }, 'ann'],
  ['presence=On%20Queue', { presence: 'On Queue' }, 'bob cat'],
  ['presence=Available&presence=Meal', { presence: ['Available', 'Meal'] }, 'ann dan'],
  ['presence=Available,Meal', { presence: ['Available', 'Meal'] }, 'ann dan'],
  ['presence=Available,Meal&presence=Offline', { presence: ['Available', 'Meal', 'Offline'] }, 'ann dan eve'],
  ['routingStatus=IDLE', { routingStatus: 'IDLE' }, 'bob'],
  ['routingStatus=IDLE,INTERACTING', { routingStatus: ['IDLE', 'INTERACTING'] }, 'bob cat'],
  ['presence=Available&routingStatus=IDLE', { presence: 'Available', routingStatus: 'IDLE' }, ''],
  ['joined=true', { joined: true }, 'ann bob dan'],
  ['joined=false', { joined: false }, 'cat eve'],
  ['memberBy=group', { memberBy: 'group' }, 'bob'],
  ['memberBy=user', { memberBy: 'user' }, 'ann cat dan eve'],
  ['name=lee', { name: 'lee' }, 'ann bob eve'],
  ['name=e%2C%20l', { name: 'e, l' }, 'eve'],
  ['skills=sales', { skills: 'sales' }, 'ann bob eve'],
  ['skills=claims,presales', { skills: ['claims', 'presales'] }, 'bob eve'],
  ['languages=german', { languages: 'german' }, 'dan'],
  ['profileSkills=medicare', { profileSkills: 'medicare' }, 'dan'],
  [
    'skills=Sales&joined=true&presence=On%20Queue',
    { skills: 'Sales', joined: true, presence: 'On Queue' },
    'bob',
  ],
  ['name=nobody', { name: 'nobody' }, ''],
];

describe('the simulated filters', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await start({ queues: [{ id: QUEUE, agents }], rateLimit: false });
  });
  after(closeAll);

  for (const [query, filters, expected] of cases)
    it(`"${query}" matches ${expected || 'nobody'}`, async () => {
      const ids = expected === '' ? [] : expected.split(' ');
      expect((await page(simulator, query)).entities.map(({ id }) => id)).to.eql(ids);
      expect(simulator.matching(QUEUE, filters)).to.eql({ count: ids.length, ids });
    });

  it('sorts by name, downward when asked', async () => {
    const ids = (await page(simulator, 'sortOrder=desc')).entities.map(({ id }) => id);
    expect(ids).to.eql(['eve', 'dan', 'cat', 'bob', 'ann']);
  });
});
