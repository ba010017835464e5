import { expect } from 'chai';
import type { MemberFilters, MemberView } from '../../src/domain/model.js';
import { readMembersRequest, readQueueId } from '../../src/domain/member-query.rules.js';
import type { Page } from '../../src/domain/members-path.rules.js';
import { QUEUE, refusal } from './support.js';

const read = (query: string) => readMembersRequest(QUEUE, [...new URLSearchParams(query)]);

describe('members request', () => {
  it('asks for the first 25 of all members when nothing is given', () => {
    expect(read('')).to.deep.equal({
      query: { queueId: QUEUE, filters: {}, view: { expand: [] } },
      page: { pageNumber: 1, pageSize: 25 },
    });
  });

  const filters: [query: string, filters: MemberFilters][] = [
    ['presence=Available', { presence: ['Available'] }],
    ['presence=available', { presence: ['Available'] }],
    ['presence=ON_QUEUE', { presence: ['On Queue'] }],
    ['presence=on%20queue,IDLE', { presence: ['Idle', 'On Queue'] }],
    ['presence=Meal&presence=Break', { presence: ['Break', 'Meal'] }],
    ['presence=Siesta', { presence: ['Siesta'] }],
    ['routingStatus=idle', { routingStatus: ['IDLE'] }],
    ['routingStatus=off-queue,Not%20Responding', { routingStatus: ['NOT_RESPONDING', 'OFF_QUEUE'] }],
    ['routingStatus=WRAPPING_UP', { routingStatus: ['WRAPPING_UP'] }],
    ['name=Lee,%20Ann', { name: 'Lee, Ann' }],
    ['name=available', { name: 'available' }],
    ['skills=B,a&skills=B', { skills: ['B', 'a'] }],
    ['skills=IDLE,idle', { skills: ['IDLE', 'idle'] }],
    ['languages=de,en', { languages: ['de', 'en'] }],
    ['profileSkills=x', { profileSkills: ['x'] }],
    ['memberBy=USER', { memberBy: 'user' }],
    ['memberBy=team', { memberBy: 'team' }],
    ['joined=True', { joined: true }],
    ['joined=false', { joined: false }],
    ['presence=Busy&joined=true&name=a', { name: 'a', presence: ['Busy'], joined: true }],
  ];
  for (const [query, expected] of filters) {
    it(`reads the filters of ?${query}`, () => {
      expect(read(query).query.filters).to.deep.equal(expected);
    });
  }

  const views: [query: string, view: MemberView][] = [
    ['expand=presence,routingStatus', { expand: ['presence', 'routingStatus'] }],
    ['expand=ROUTINGSTATUS&expand=presence', { expand: ['presence', 'routingStatus'] }],
    ['expand=somethingNew', { expand: ['somethingNew'] }],
    ['sortOrder=DESC', { expand: [], sortOrder: 'desc' }],
    ['sortOrder=asc', { expand: [], sortOrder: 'asc' }],
  ];
  for (const [query, expected] of views) {
    it(`reads the view of ?${query}`, () => {
      expect(read(query).query.view).to.deep.equal(expected);
    });
  }

  const pages: [query: string, page: Page][] = [
    ['pageSize=1', { pageNumber: 1, pageSize: 1 }],
    ['pageSize=99', { pageNumber: 1, pageSize: 99 }],
    ['pageSize=100', { pageNumber: 1, pageSize: 100 }],
    ['pageSize=101', { pageNumber: 1, pageSize: 100 }],
    ['pageSize=100000000000000000000', { pageNumber: 1, pageSize: 100 }],
    ['pageNumber=7', { pageNumber: 7, pageSize: 25 }],
    ['pageNumber=12345678901&pageSize=2', { pageNumber: 12_345_678_901, pageSize: 2 }],
  ];
  for (const [query, expected] of pages) {
    it(`reads the page of ?${query}`, () => {
      expect(read(query).page).to.deep.equal(expected);
    });
  }

  const refused: [query: string, name: string][] = [
    ...['0', '-1', '1.5', 'all', ''].flatMap((value): [string, string][] => [
      [`pageSize=${value}`, 'pageSize'],
      [`pageNumber=${value}`, 'pageNumber'],
    ]),
    ['pageSize=10&pageSize=20', 'pageSize'],
    ['name=a&name=b', 'name'],
    ['name=', 'name'],
    ['presence=', 'presence'],
    ['presence=,', 'presence'],
    ['expand=', 'expand'],
    ['joined=maybe', 'joined'],
    ['sortOrder=', 'sortOrder'],
  ];
  for (const [query, name] of refused) {
    it(`refuses ?${query} and names ${name}`, () => {
      const error = refusal(() => read(query));
      expect(error.code).to.equal('invalid_parameter');
      expect(error.message).to.contain(`"${name}"`);
    });
  }

  it('refuses parameters that Genesys does not have, and names them all', () => {
    const error = refusal(() => read('presence=Available&status=idle&min=1'));
    expect(error.code).to.equal('unknown_parameter');
    expect(error.message).to.contain('"status", "min"').and.contain('routingStatus');
  });
});

describe('known values', () => {
  const known: [parameter: string, values: string][] = [
    ['presence', 'Available,Away,Break,Busy,Meal,Meeting,Training,Idle,Offline,On Queue'],
    ['routingStatus', 'OFF_QUEUE,IDLE,INTERACTING,NOT_RESPONDING,COMMUNICATING'],
    ['expand', 'routingStatus,presence,integrationPresence,conversationSummary,outOfOffice,geolocation'],
    ['expand', 'station,authorization,skills,languages,languagePreference,groups,team,profileSkills'],
    ['expand', 'certifications,locations,employerInfo,biography,dateLastLogin'],
    ['memberBy', 'user,group'],
    ['sortOrder', 'asc,desc'],
  ];
  for (const [parameter, value] of known.flatMap(([name, all]) => all.split(',').map((one) => [name, one]))) {
    it(`are written as Genesys does: ${parameter} ${value}`, () => {
      for (const written of [value!.toUpperCase(), value!.toLowerCase()]) {
        const { filters, view } = readMembersRequest(QUEUE, [[parameter!, written]]).query;
        const read = Object.entries({ ...filters, ...view }).find(([name]) => name === parameter)?.[1];
        expect(String(read)).to.equal(value);
      }
    });
  }
});

describe('queue id', () => {
  for (const text of [QUEUE, QUEUE.toUpperCase(), ` ${QUEUE}\n`]) {
    it(`is taken as ${JSON.stringify(text)}, in lower case`, () => {
      expect(readQueueId(text)).to.equal(QUEUE);
      expect(readMembersRequest(text, []).query.queueId).to.equal(QUEUE);
    });
  }

  const refused = [
    ...['', 'sales', QUEUE.slice(1), `${QUEUE}0`, QUEUE.replaceAll('-', ''), QUEUE.replace('c', 'g')],
    ...[`{${QUEUE}}`, `${QUEUE}/../users`, `${QUEUE}\n${QUEUE}`, QUEUE.replace('-', '_')],
  ];
  for (const text of refused) {
    it(`is refused as ${JSON.stringify(text)}`, () => {
      expect(refusal(() => readQueueId(text)).code).to.equal('invalid_queue_id');
    });
  }
});
