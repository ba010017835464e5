import { expect } from 'chai';
import { readAvailabilityRequest } from '../../../src/domain/availability-query.rules.js';
import { presentedKeys } from '../../../src/domain/caller.rules.js';
import { readMembersRequest } from '../../../src/domain/member-query.rules.js';
import type { SetupChoices } from '../../../src/domain/platforms/choices.rules.js';
import { PLATFORMS, type Platform } from '../../../src/domain/platforms/platforms.js';
import { webhookSetup } from '../../../src/domain/platforms/setup.rules.js';

const A = 'abcdefab-0000-4000-8000-0000000000a1';
const B = 'abcdefab-0000-4000-8000-0000000000b2';
const KEY = 'callgrid-key-0123456789-abcdefghij';

const CHOICES: SetupChoices = {
  platform: 'callgrid',
  style: 'members',
  decidesBy: 'field',
  publicUrl: 'https://calls.example.com',
  queues: [{ id: A, name: 'Sales' }],
  presence: ['Available'],
  routingStatus: [],
  skills: [],
  joined: true,
  minimum: 1,
  failurePolicy: 'closed',
  webhookName: 'sales-line',
  callerKey: KEY,
};
const setup = (choices: Partial<SetupChoices> = {}) => webhookSetup({ ...CHOICES, ...choices });
const MEMBERS = `/api/v2/routing/queues/${A}/members`;
const ONE = `/v1/queues/${A}/availability`;

describe('what to enter into a webhook form', () => {
  it("is the common template's own URL for CallGrid, with another host and the caller key", () => {
    const { url, path, method, headers, timeoutMs, accept, acceptanceWords, notes, problems } = setup();
    expect(url).to.equal(
      `https://calls.example.com${MEMBERS}?expand=presence&presence=Available&joined=true`,
    );
    expect(url).to.equal(`https://calls.example.com${path}`);
    expect(method).to.equal('GET');
    expect(headers).to.deep.equal([{ name: 'Authorization', value: `Bearer ${KEY}` }]);
    expect(timeoutMs).to.equal(2_000);
    expect(accept).to.deep.equal({ by: 'field', field: 'total', condition: 'Greater Than', value: 0 });
    expect(acceptanceWords).to.equal(
      'Field "total", condition "Greater Than", value "0". That is 1 or more agents.',
    );
    expect(notes.join(' ')).to.include('Template Mode');
    expect(problems).to.deep.equal([]);
  });

  const targets: Array<[what: string, choices: Partial<SetupChoices>, target: string]> = [
    ['free agents', { presence: [], routingStatus: ['IDLE'] }, `${MEMBERS}?routingStatus=IDLE&joined=true`],
    [
      'lists and blanks',
      { presence: ['Available', 'On Queue'], skills: ['english', 'R&D 100%'] },
      `${MEMBERS}?expand=presence&presence=Available,On%20Queue&skills=english,R%26D%20100%25&joined=true`,
    ],
    ['everybody', { presence: [], joined: false }, MEMBERS],
    ['a yes or no', { style: 'availability' }, `${ONE}?presence=Available&joined=true`],
    ['three agents', { style: 'availability', minimum: 3 }, `${ONE}?min=3&presence=Available&joined=true`],
    [
      'few who wait',
      { style: 'members', maxWaiting: 0 },
      `${ONE}?maxWaiting=0&presence=Available&joined=true`,
    ],
    [
      'a status code',
      { style: 'availability', decidesBy: 'status' },
      `${ONE}?presence=Available&joined=true&statusCodes=true`,
    ],
    [
      'several queues',
      { style: 'availability', queues: [{ id: A }, { id: B.toUpperCase() }, { id: A }] },
      `/v1/availability?queue=${A},${B}&presence=Available&joined=true`,
    ],
    [
      'one of several queues alone, and all of the skills',
      {
        style: 'availability',
        queues: [{ id: A }, { id: B }],
        anyOf: true,
        minimum: 2,
        skills: ['a', 'b'],
        allSkills: true,
      },
      `/v1/availability?queue=${A},${B}&anyOf=2&presence=Available&allSkills=a,b&joined=true`,
    ],
    [
      'one queue and one skill, where alone and all say nothing more',
      { style: 'availability', anyOf: true, minimum: 2, skills: ['a'], allSkills: true },
      `${ONE}?min=2&presence=Available&skills=a&joined=true`,
    ],
    ['a named webhook', { style: 'webhook' }, '/v1/webhooks/sales-line'],
    [
      'a named webhook and a status code',
      { style: 'webhook', decidesBy: 'status' },
      '/v1/webhooks/sales-line?statusCodes=true',
    ],
    [
      "a status code of Genesys's own path, which has none",
      { decidesBy: 'status' },
      `${ONE}?presence=Available&joined=true&statusCodes=true`,
    ],
    [
      "several queues of Genesys's own path, which has one",
      { queues: [{ id: A }, { id: B }] },
      `/v1/availability?queue=${A},${B}&presence=Available&joined=true`,
    ],
  ];
  for (const [what, choices, target] of targets) {
    it(`asks for ${what} with a URL that the service takes`, () => {
      const { path, style, notes } = setup(choices);
      expect(path).to.equal(target);
      expect(notes.some((note) => note.includes('/v1 route does'))).to.equal(
        style !== (choices.style ?? 'members'),
      );
      const { pathname, searchParams } = new URL(target, 'https://calls.example.com');
      if (style === 'members') readMembersRequest(pathname.split('/')[5] ?? '', [...searchParams]);
      if (style === 'availability') {
        const asked = readAvailabilityRequest(pathname.split('/')[3] ?? undefined, [...searchParams]);
        expect(asked.minimum).to.equal(choices.minimum ?? 1);
        expect(asked.statusCodes).to.equal(choices.decidesBy === 'status');
      }
    });
  }

  it('says with which filters, as they were chosen', () => {
    const choices = { presence: ['Available', 'On Queue'], skills: [' R&D 100% '], routingStatus: ['IDLE'] };
    const { searchParams } = new URL(setup(choices).url);
    const { filters } = readMembersRequest(A, [...searchParams]).query;
    expect(filters).to.deep.equal({ ...choices, skills: ['R&D 100%'], joined: true });
  });

  const rules: Array<[what: string, choices: Partial<SetupChoices>, accept: unknown]> = [
    [
      'more than one less than needed',
      { minimum: 3 },
      { by: 'field', field: 'total', condition: 'Greater Than', value: 2 },
    ],
    [
      'accept, which knows minimum and failure policy',
      { style: 'availability', minimum: 3 },
      { by: 'field', field: 'accept', condition: 'Equals', value: true },
    ],
    [
      'accept of a named webhook',
      { style: 'webhook' },
      { by: 'field', field: 'accept', condition: 'Equals', value: true },
    ],
    ['the status code', { decidesBy: 'status' }, { by: 'status' }],
  ];
  for (const [what, choices, accept] of rules) {
    it(`accepts by ${what}`, () => expect(setup(choices).accept).to.deep.equal(accept));
  }

  it('says that the failure policy is part of no URL', () => {
    const policy = (choices: Partial<SetupChoices>) =>
      setup({ failurePolicy: 'open', ...choices })
        .notes.filter((note) => note.startsWith('When nobody can be counted'))
        .join(' ');
    expect(policy({})).to.include('503').and.include('no effect');
    expect(policy({ style: 'availability' }))
      .to.include('availability.failurePolicy')
      .and.include('open');
    expect(policy({ style: 'webhook' })).to.include('failurePolicy open of the webhook');
    for (const style of ['members', 'availability', 'webhook'] as const)
      expect(setup({ style, failurePolicy: 'open' }).url).not.to.include('olicy');
  });

  it('says what the platforms are known for, and no more', () => {
    const about = (platform: Platform) => {
      const { timeoutWords, notes } = setup({ platform });
      return [timeoutWords, ...notes].join(' ');
    };
    expect(about('callgrid')).to.include('10 seconds');
    expect(about('ringba')).to.include("Ringba's default");
    for (const platform of ['ringba', 'trackdrive', 'retreaver', 'invoca', 'generic'] as const)
      expect(about(platform), platform).to.include('not known here').and.not.include('Template Mode');
    for (const [platform, { usualStyle }] of Object.entries(PLATFORMS))
      expect(usualStyle).to.equal(platform === 'callgrid' ? 'members' : 'availability');
  });

  it('has placeholders for what is missing, and cannot be run then', () => {
    const { url, path, headers, problems, yaml } = setup({
      publicUrl: '',
      queues: [],
      callerKey: '',
      webhookName: '',
    });
    expect(url).to.match(/^https:\/\/YOUR_HOST\/api\/v2\/routing\/queues\/YOUR_QUEUE_ID\/members\?/);
    expect(path).to.equal(undefined);
    expect(headers[0]?.value).to.equal('Bearer YOUR_KEY');
    expect(problems).to.have.length(2);
    expect(yaml).to.include('YOUR_QUEUE_ID').and.include('YOUR_WEBHOOK:');
    expect(setup({ publicUrl: '' }).path).to.be.a('string');
  });

  const faults: Array<[what: string, choices: Partial<SetupChoices>, words: RegExp]> = [
    ['no origin', { publicUrl: 'calls.example.com' }, /https:\/\/availability/],
    ['a query in the address', { publicUrl: 'https://calls.example.com/?a=b' }, /without \? and #/],
    ['a user in the address', { publicUrl: 'https://me@calls.example.com' }, /has to look like/],
    ['a script for an address', { publicUrl: 'javascript:alert(1)' }, /has to look like/],
    ['no UUID', { queues: [{ id: 'sales' }] }, /not a UUID/],
    ['half an agent', { minimum: 0.5 }, /whole number/],
    ['no agent', { minimum: 0 }, /whole number/],
    ['no number', { minimum: Number.NaN }, /whole number/],
    ['less than no call', { maxWaiting: -1 }, /waiting calls/],
    ['a name with a slash', { style: 'webhook', webhookName: 'a/b' }, /needs a name/],
    ['a short key', { callerKey: 'short' }, /at least 24/],
    ['a key with a blank', { callerKey: `${KEY} ${KEY}` }, /blank/],
    [
      'too many queues',
      { queues: Array.from({ length: 51 }, (_, n) => ({ id: A.replace(/..$/, String(n + 10)) })) },
      /More than 50/,
    ],
    ['a tag for a skill', { skills: ['billing', '[tag:skill]'] }, /"\[tag:skill\]" holds a tag/],
  ];
  for (const [what, choices, words] of faults) {
    it(`says so: ${what}`, () => {
      const { problems } = setup(choices);
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(words);
    });
  }

  it('takes an address as people paste it, also with a path of a proxy', () => {
    expect(setup({ publicUrl: ' https://calls.example.com/ ' }).url).to.equal(setup().url);
    const { url, path } = setup({ publicUrl: 'https://example.com/genesys/' });
    expect(url).to.equal(`https://example.com/genesys${path}`);
  });

  it('takes a key as people paste it', () => {
    for (const callerKey of [` ${KEY}\n`, `Bearer ${KEY}`, `bearer Bearer ${KEY}`, `"${KEY}"`]) {
      const { headers } = setup({ callerKey });
      expect(presentedKeys({ authorization: headers[0]?.value })).to.deep.equal([KEY]);
    }
  });
});
