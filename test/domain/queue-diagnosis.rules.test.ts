import { expect } from 'chai';
import type { MemberFilters } from '../../src/domain/model.js';
import {
  diagnoseAvailability,
  diagnoseJoined,
  diagnoseMembers,
} from '../../src/domain/queue-diagnosis.rules.js';
import { numbersOf, type Person } from '../../src/domain/queue-people.rules.js';

const person = (presence: string, routingStatus = 'OFF_QUEUE', joined = true): Person => ({
  joined,
  presence,
  routingStatus,
});
const DEFAULT: MemberFilters = { presence: ['Available'], joined: true };

describe('the diagnosis of a queue', () => {
  it('counts members, who has joined, and their states', () => {
    const people = [
      person('On Queue', 'IDLE'),
      person('Busy'),
      person('Busy'),
      person('Available', 'X', false),
    ];
    expect(numbersOf(people)).to.deep.equal({
      members: 4,
      joined: 3,
      presence: { Busy: 2, 'On Queue': 1 },
      routingStatus: { OFF_QUEUE: 2, IDLE: 1 },
    });
  });

  for (const [people, members, joined] of [
    [[], 'failed', 'failed'],
    [[person('Busy', 'OFF_QUEUE', false)], 'ok', 'failed'],
    [[person('Busy')], 'ok', 'ok'],
  ] as const) {
    it(`${people.length} members: ${members}; joined: ${joined}`, () => {
      const numbers = numbersOf([...people]);
      expect(diagnoseMembers(numbers).status).to.equal(members);
      expect(diagnoseJoined(numbers).status).to.equal(joined);
    });
  }

  it('says which other filters would count whom', () => {
    const people = [person('On Queue', 'IDLE'), person('On Queue', 'INTERACTING'), person('Available')];
    const { status, detail, hint, facts } = diagnoseAvailability(
      { people, eligible: people, counted: 1 },
      DEFAULT,
    );
    expect([status, hint]).to.deep.equal(['ok', undefined]);
    expect(detail.split('\n')).to.deep.equal([
      'presence=Available&joined=true counts 1.',
      'The 3 who have joined: On Queue 2, Available 1; IDLE 1, INTERACTING 1, OFF_QUEUE 1.',
      'routingStatus=IDLE&joined=true counts 1 (on queue and free: can take a call now).',
      'presence=On Queue&joined=true counts 2 (on queue, free or not).',
      'joined=true counts 3 (joined, in whatever state).',
    ]);
    expect(facts).to.include({ counted: 1, members: 3 });
  });

  const causes: ReadonlyArray<readonly [string, Person[], MemberFilters, RegExp]> = [
    [
      'on queue is not Available',
      [person('On Queue', 'IDLE')],
      DEFAULT,
      /1 can take a call right now.*"No agent data"/,
    ],
    ['notifications spell it ON_QUEUE', [person('ON_QUEUE', 'IDLE')], DEFAULT, /1 can take a call right now/],
    [
      'those who match have not joined',
      [person('Busy'), person('Available', 'OFF_QUEUE', false)],
      DEFAULT,
      /^1 would match, but have not joined/,
    ],
    [
      'those who match have joined',
      [person('Available')],
      { presence: ['Available'], joined: false },
      /^1 would match, but have joined/,
    ],
    ['they have changed meanwhile', [person('Available')], DEFAULT, /changed state between two looks/],
    ['nobody is in that state', [person('Busy')], DEFAULT, /Wait until agents are in that state/],
    [
      'nobody is idle',
      [person('On Queue', 'INTERACTING')],
      { routingStatus: ['IDLE'], joined: true },
      /Wait until/,
    ],
  ];
  for (const [what, people, filters, hint] of causes) {
    it(`nobody counts: ${what}`, () => {
      const finding = diagnoseAvailability({ people, eligible: people, counted: 0 }, filters);
      expect(finding.status).to.equal('warn');
      expect(finding.detail).to.match(/^Nobody matches/);
      expect(finding.hint).to.match(hint);
    });
  }

  describe('with filters that states say nothing of', () => {
    const idle = person('On Queue', 'IDLE');
    const nosuch = { skills: ['nosuch'], joined: true };

    it('keeps them in the alternatives, and says what there is without them', () => {
      const seen = { people: [idle, person('Available')], eligible: [idle], counted: 1 };
      const { status, detail } = diagnoseAvailability(seen, nosuch);
      expect(status).to.equal('ok');
      expect(detail.split('\n').filter((line) => line.includes(' counts '))).to.deep.equal([
        'skills=nosuch&joined=true counts 1.',
        'skills=nosuch&routingStatus=IDLE&joined=true counts 1 (on queue and free: can take a call now).',
        'skills=nosuch&presence=On Queue&joined=true counts 1 (on queue, free or not).',
        'joined=true counts 2 (without skills=nosuch).',
      ]);
    });

    it('names them where nobody has them, and advises no state', () => {
      const seen = { people: [idle, person('Available')], eligible: [], counted: 0 };
      for (const [filters, near] of [
        [nosuch, 2],
        [{ ...nosuch, presence: ['Available'] }, 1],
        [{ ...nosuch, presence: ['Busy'] }, 0],
      ] as const) {
        const { hint, detail } = diagnoseAvailability(seen, filters);
        expect(hint)
          .to.match(/^Nobody in the queue matches skills=nosuch/)
          .and.include(`the count is ${near}.`);
        expect(hint).to.not.include('IDLE');
        expect(detail).to.not.include('IDLE&');
      }
    });

    it('looks at the states of those who have them', () => {
      const people = [idle, person('Available')];
      const hintOf = (eligible: Person[]) =>
        diagnoseAvailability({ people, eligible, counted: 0 }, { ...nosuch, presence: ['Available'] }).hint;
      expect(hintOf([idle])).to.match(/^1 with skills=nosuch can take a call right now/);
      expect(hintOf([person('Busy')])).to.match(
        /^1 member would match without skills=nosuch, and 1 of the queue/,
      );
      expect(hintOf([person('Available')])).to.match(/changed state/);
    });
  });
});
