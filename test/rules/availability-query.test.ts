import { expect } from 'chai';
import type { MemberFilters } from '../../src/model.js';
import { filtersText, readAvailabilityRequest } from '../../src/rules/availability-query.js';
import { OTHER_QUEUE, QUEUE, refusal } from './support.js';

const read = (query: string) => readAvailabilityRequest(QUEUE, [...new URLSearchParams(query)]);
const readSeveral = (query: string) => readAvailabilityRequest(undefined, [...new URLSearchParams(query)]);

describe('availability request', () => {
  it('asks for one joined agent who is Available, in JSON with status 200, when nothing is given', () => {
    expect(read('')).to.deep.equal({
      queueIds: [QUEUE],
      filters: { presence: ['Available'], joined: true },
      minimum: 1,
      format: 'json',
      statusCodes: false,
    });
  });

  const defaults: [query: string, filters: MemberFilters][] = [
    ['presence=On%20Queue', { presence: ['On Queue'], joined: true }],
    ['routingStatus=IDLE', { routingStatus: ['IDLE'], joined: true }],
    ['presence=Away&routingStatus=IDLE', { presence: ['Away'], routingStatus: ['IDLE'], joined: true }],
    ['joined=false', { presence: ['Available'], joined: false }],
    ['joined=true', { presence: ['Available'], joined: true }],
    ['skills=sales', { presence: ['Available'], joined: true, skills: ['sales'] }],
    ['routingStatus=IDLE&joined=false', { routingStatus: ['IDLE'], joined: false }],
  ];
  for (const [query, filters] of defaults) {
    it(`fills in only what ?${query} leaves open`, () => {
      expect(read(query).filters).to.deep.equal(filters);
    });
  }

  it('reads minimum, format and status codes', () => {
    const { minimum, format, statusCodes } = read('min=3&format=XML&statusCodes=true');
    expect({ minimum, format, statusCodes }).to.deep.equal({ minimum: 3, format: 'xml', statusCodes: true });
    expect(read('format=text').format).to.equal('text');
  });

  it("takes the members route's view parameters without any effect", () => {
    expect(read('expand=presence&sortOrder=asc&pageSize=25&pageNumber=1')).to.deep.equal(read(''));
  });

  for (const query of ['min=0', 'min=-1', 'min=1.5', 'min=', 'min=1&min=2', 'format=csv', 'statusCodes=1']) {
    it(`refuses ?${query}`, () => {
      const error = refusal(() => read(query));
      expect(error.code).to.equal('invalid_parameter');
      expect(error.message).to.contain(`"${query.slice(0, query.indexOf('='))}"`);
    });
  }

  it('refuses a page that the members route refuses', () => {
    expect(refusal(() => read('pageSize=0')).code).to.equal('invalid_parameter');
  });

  it('refuses unknown parameters, `queue` next to a queue in the path too', () => {
    expect(refusal(() => read('minimum=2')).code).to.equal('unknown_parameter');
    expect(refusal(() => read(`queue=${OTHER_QUEUE}`)).code).to.equal('unknown_parameter');
  });

  it('refuses a queue in the path that is no id', () => {
    expect(refusal(() => readAvailabilityRequest('sales', [])).code).to.equal('invalid_queue_id');
  });
});

describe('availability request for several queues', () => {
  it('takes queues repeated or comma-joined, in any case, each once', () => {
    const both = [QUEUE, OTHER_QUEUE];
    expect(readSeveral(`queue=${QUEUE}&queue=${OTHER_QUEUE}`).queueIds).to.have.members(both);
    expect(readSeveral(`queue=${QUEUE},${OTHER_QUEUE},${QUEUE.toUpperCase()}`).queueIds).to.have.members(
      both,
    );
  });

  it('needs a queue', () => {
    for (const query of ['', 'queue=', 'queue=,']) {
      const error = refusal(() => readSeveral(query));
      expect(error.code).to.equal('invalid_parameter');
      expect(error.message).to.contain('"queue"');
    }
  });

  it('refuses all when one is no id', () => {
    expect(refusal(() => readSeveral(`queue=${QUEUE},sales`)).code).to.equal('invalid_queue_id');
  });

  it('takes 50 queues and not 51', () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, n) => `1b2c3d4e-0000-4000-8000-${String(n).padStart(12, '0')}`);
    expect(readSeveral(`queue=${ids(50).join(',')}`).queueIds).to.have.length(50);
    expect(readSeveral(`queue=${ids(50).join(',')},${ids(1)[0]}`).queueIds).to.have.length(50);
    expect(refusal(() => readSeveral(`queue=${ids(51).join(',')}`)).code).to.equal('invalid_parameter');
  });
});

describe('filters in one line', () => {
  const table: [filters: MemberFilters, text: string][] = [
    [{}, ''],
    [{ joined: true, presence: ['Available'] }, 'presence=Available&joined=true'],
    [{ presence: ['Away', 'On Queue'], name: 'Ann' }, 'name=Ann&presence=Away,On Queue'],
    [{ joined: false, memberBy: 'user', skills: ['a'] }, 'skills=a&memberBy=user&joined=false'],
  ];
  for (const [filters, text] of table) {
    it(`are written as "${text}"`, () => {
      expect(filtersText(filters)).to.equal(text);
    });
  }
});
