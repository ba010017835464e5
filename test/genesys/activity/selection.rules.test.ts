import { expect } from 'chai';
import { filterEntries } from '../../../src/domain/filters.js';
import { isConfirmable, isDecidable } from '../../../src/genesys/activity/selection.rules.js';

describe('filters and looks', () => {
  const decided = ['presence', 'routingStatus', 'joined'];

  for (const [name, { type, example }] of filterEntries())
    it(`take ${name} to ${decided.includes(name) ? 'a look' : 'the members endpoint'}`, () => {
      const filters = { [name]: type === 'list' ? [example] : example };
      expect(isDecidable(filters)).to.equal(decided.includes(name));
      expect(isConfirmable(filters)).to.equal(decided.includes(name) || name === 'memberBy');
    });

  it('take a filter that nobody said anything of to the members endpoint', () => {
    expect(isDecidable({ joined: true, ...{ shift: 'early' } })).to.equal(false);
    expect(isDecidable({ joined: true, ...{ shift: undefined } })).to.equal(true);
  });
});
