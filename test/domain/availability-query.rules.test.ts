import { expect } from 'chai';
import type { MemberFilters } from '../../src/domain/model.js';
import {
  filtersText,
  readAvailabilityRequest,
  readWebhookRequest,
  type AnswerForm,
} from '../../src/domain/availability-query.rules.js';
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
    expect(read('min=1').minimum).to.equal(1);
    expect(read('anyOf=2')).to.include({ minimum: 2, anyOf: true });
    expect(read('min=2')).to.not.have.property('anyOf');
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
    expect(refusal(() => read('min=2&anyOf=2')).message).to.include('beside min');
    expect(refusal(() => read('allSkills=a,b,c,d,e,f')).message).to.include('more than 5');
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
      expect(error.message).to.match(/^"queue" is (missing|empty)/);
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
    const tooMany = refusal(() => readSeveral(`queue=${ids(51).join(',')}`));
    expect(tooMany.code).to.equal('invalid_parameter');
    expect(tooMany.message).to.equal('"queue" has more than 50 values.');
  });
});

describe('request to a named webhook', () => {
  const usual: AnswerForm = { format: 'xml', statusCodes: true };
  const table: [query: string, form: AnswerForm][] = [
    ['', usual],
    ['format=json', { format: 'json', statusCodes: true }],
    ['statusCodes=false', { format: 'xml', statusCodes: false }],
    ['format=TEXT&statusCodes=false', { format: 'text', statusCodes: false }],
  ];
  for (const [query, form] of table) {
    it(`decides the form alone with ?${query}`, () => {
      expect(readWebhookRequest([...new URLSearchParams(query)], usual)).to.deep.equal(form);
    });
  }

  for (const name of ['min', 'queue', 'presence', 'pageSize']) {
    it(`may not decide ${name}`, () => {
      expect(refusal(() => readWebhookRequest([[name, '1']], usual)).code).to.equal('unknown_parameter');
    });
  }

  it('is refused with a value that cannot be used, and names it', () => {
    expect(refusal(() => readWebhookRequest([['format', 'csv']], usual)).message).to.contain('"format"');
    const flag = refusal(() => readWebhookRequest([['statusCodes', '409']], usual));
    expect(flag.message).to.contain('"statusCodes"');
  });
});

describe('request to a named webhook', () => {
  const usual = { format: 'xml', statusCodes: true } as const;
  const readForm = (query: string) => readWebhookRequest([...new URLSearchParams(query)], usual);

  it("has the webhook's own form unless it asks for another", () => {
    expect(readForm('')).to.deep.equal(usual);
    expect(readForm('format=Text')).to.deep.equal({ format: 'text', statusCodes: true });
    expect(readForm('statusCodes=false')).to.deep.equal({ format: 'xml', statusCodes: false });
  });

  it('decides nothing else', () => {
    for (const query of ['min=1', `queue=${QUEUE}`, 'presence=Away', 'pageSize=25', 'callId=1'])
      expect(refusal(() => readForm(query)).code, query).to.equal('unknown_parameter');
    for (const query of ['format=csv', 'statusCodes=', 'format=xml&format=text'])
      expect(refusal(() => readForm(query)).code, query).to.equal('invalid_parameter');
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
