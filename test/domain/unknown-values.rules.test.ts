import { expect } from 'chai';
import { FILTERS, type MemberFilters } from '../../src/domain/filters.js';
import { unknownValues, unknownValuesText } from '../../src/domain/unknown-values.rules.js';

describe('values that Genesys Cloud is not known to have', () => {
  const table: [filters: MemberFilters, meant: string | undefined][] = [
    [{ presence: ['Avaliable'] }, 'presence=Available'],
    [{ presence: ['Availabe'] }, 'presence=Available'],
    [{ presence: ['On-Queu'] }, 'presence=On Queue'],
    [{ presence: ['On+Queue'] }, 'presence=On Queue'],
    [{ presence: ['Lunch'] }, 'presence=Meal'],
    [{ presence: ['ONLINE'] }, 'presence=Available'],
    [{ presence: ['INTERACTING'] }, 'routingStatus=INTERACTING'],
    [{ presence: ['off_queue'] }, 'routingStatus=OFF_QUEUE'],
    [{ routingStatus: ['ON_QUEUE'] }, 'presence=On Queue'],
    [{ routingStatus: ['AVAILABLE'] }, 'presence=Available'],
    [{ routingStatus: ['IDEL'] }, 'routingStatus=IDLE'],
    [{ routingStatus: ['INTERACTNG'] }, 'routingStatus=INTERACTING'],
    [{ routingStatus: ['ready'] }, 'routingStatus=IDLE'],
    [{ routingStatus: ['On call'] }, 'routingStatus=INTERACTING'],
    [{ memberBy: 'users' }, 'memberBy=user'],
    [{ presence: ['Xyzzy'] }, undefined],
    [{ presence: ['x'.repeat(10_000)] }, undefined],
    [{ presence: ['constructor'] }, undefined],
  ];
  for (const [filters, meant] of table) {
    const [text = ''] = Object.values(filters).flat().map(String);
    it(`are ${text.slice(0, 20)}: ${meant ?? 'meant for nothing that is known'}`, () => {
      expect(unknownValues(filters).map((one) => one.meant)).to.deep.equal([meant]);
    });
  }

  it('are none of the known ones, and no words that anybody may choose', () => {
    for (const name of ['presence', 'routingStatus'] as const)
      expect(unknownValues({ [name]: FILTERS[name].values })).to.deep.equal([]);
    expect(unknownValues({ name: 'Avaliable', skills: ['ON_QUEUE'], joined: true })).to.deep.equal([]);
  });

  it('are told with what was meant, or with what there is', () => {
    expect(unknownValuesText({ presence: ['Avaliable', 'Busy'] })).to.equal(
      'Genesys Cloud is not known to have the presence "Avaliable"; presence=Available was probably meant.',
    );
    expect(unknownValuesText({ routingStatus: ['\nXyzzy'] })).to.match(
      /^Genesys Cloud is not known to have the routing status "\?Xyzzy"; known are OFF_QUEUE, IDLE,/,
    );
    expect(unknownValuesText({ presence: ['a1', 'b2', 'c3', 'd4'] }).split('. ')).to.have.length(3);
  });

  it('are not doubted where they alone count somebody', () => {
    expect(unknownValuesText({ presence: ['Lunch'] }, 2)).to.equal('');
    expect(unknownValuesText({ presence: ['Busy', 'Lunch'] }, 2)).to.match(/"Lunch"/);
  });
});
