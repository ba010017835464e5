import { expect } from 'chai';
import type { MemberFilters } from '../../../src/domain/model.js';
import { doctorLine, whyNobody, type OtherCount } from '../../../src/http/status/nobody.rules.js';

const AVAILABLE: MemberFilters = { presence: ['Available'], joined: true };
const IDLE: MemberFilters = { routingStatus: ['IDLE'], joined: true };

describe('why a query counts nobody', () => {
  const table: Array<[what: string, MemberFilters, OtherCount[], says: string[], not: string[]]> = [
    [
      'presence that nobody on queue has',
      AVAILABLE,
      [],
      ['On Queue, not Available', 'routingStatus=IDLE', 'activating the queue'],
      ['Of the same queue'],
    ],
    [
      'what another question counts',
      AVAILABLE,
      [{ filters: IDLE, counts: 2 }],
      ['routingStatus=IDLE&joined=true counts 2'],
      [],
    ],
    [
      'who is there by presence',
      AVAILABLE,
      [{ filters: { joined: true }, counts: 3, presences: { Busy: 1, 'On Queue': 2 } }],
      ['3 have joined', 'joined=true counts 3 (Busy 1, On Queue 2)'],
      ['activating the queue'],
    ],
    [
      'nobody joined, how many could',
      AVAILABLE,
      [
        { filters: { joined: true }, counts: 0 },
        { filters: { joined: false }, counts: 4 },
      ],
      ['Nobody has joined the queue, and 4 could: members join by activating'],
      ['On Queue'],
    ],
    [
      'nobody joined, nothing else held',
      { joined: true },
      [],
      ['Nobody has joined the queue: members join by activating'],
      ['presence', 'Of the same queue'],
    ],
    ['a queue without members, asked for all', {}, [], ['The queue has no members.'], []],
    ['a queue without members', AVAILABLE, [{ filters: {}, counts: 0 }], ['The queue has no members.'], []],
    [
      'filters that exclude each other',
      { ...AVAILABLE, ...IDLE },
      [],
      ['must both hold', 'Ask for one of the two'],
      [],
    ],
    ['On Queue itself', { presence: ['ON_QUEUE'] }, [], ['No member has the presence ON_QUEUE.'], ['IDLE']],
    ['routing status', IDLE, [], ['No member who has joined has the routing status IDLE', 'OFF_QUEUE'], []],
    ['skills', { skills: ['spanich'], joined: true }, [], ['Compare skills'], []],
    [
      'skills that nobody of those has who would be counted',
      { ...AVAILABLE, skills: ['spanich'] },
      [{ filters: AVAILABLE, counts: 2 }],
      ['2 would be counted without skills. Compare skills'],
      ['On Queue', 'activating'],
    ],
    ['not joined', { joined: false }, [], ['joined=false counts only members who have not'], []],
  ];
  for (const [what, filters, others, says, not] of table)
    it(`tells: ${what}`, () => {
      const told = whyNobody(filters, others);
      for (const words of says) expect(told).to.include(words);
      for (const words of not) expect(told).to.not.include(words);
    });

  it('tells a few other counts only, the most first', () => {
    const others = Array.from({ length: 9 }, (_, n) => ({ filters: { name: `n${n}` }, counts: n }));
    expect(whyNobody(AVAILABLE, others).match(/ counts \d/g)).to.deep.equal(
      [8, 7, 6, 5].map((n) => ` counts ${n}`),
    );
  });
});

describe('the line for the doctor', () => {
  it('looks at the queue with the same filters, and at one organization of several', () => {
    expect(
      doctorLine({ queueId: 'q', filters: { presence: ['On Queue', 'Available'], joined: true } }),
    ).to.equal("node dist/cli.js doctor --queue q --filters 'presence=On%20Queue,Available&joined=true'");
    expect(doctorLine({ queueId: 'q', filters: {}, organization: 'europe' })).to.equal(
      'node dist/cli.js doctor --queue q --organization europe',
    );
  });

  it('runs nothing of what a caller wrote into a filter', () => {
    const line = doctorLine({ queueId: 'q', filters: { name: "x'; rm -rf ~ #\n$(id)`id`" } });
    expect(/^[^']*'([\w%&=.,()*!~-]*)'$/.exec(line)?.[1]).to.be.a('string');
    expect(line).to.not.include('\n');
  });
});
