import { expect } from 'chai';
import { printsCredentials } from '../../src/settings/debug-output.js';
import { faultsOf, GOOD, load } from './support.js';

describe('DEBUG', () => {
  const cases: [debug: string, prints: boolean][] = [
    ['', false],
    ['express:*', false],
    ['*', true],
    ['simple-oauth2', true],
    ['simple-oauth2*', true],
    ['simple-oauth2:*', true],
    ['simple-oauth2:client', true],
    ['*:request-options', true],
    ['simple*', true],
    ['express:*,simple-oauth2*', true],
    ['express:* simple-oauth2:access-token', true],
    ['*,-simple-oauth2*', false],
    ['*,-simple-oauth2:*', false],
    ['-simple-oauth2* *', false],
    ['*,-simple-oauth2', true],
    ['*,-simple-oauth2:client', true],
    ['*,-express*', true],
    ['simple.oauth2*', false],
    ['SIMPLE-OAUTH2*', false],
  ];
  for (const [debug, prints] of cases) {
    it(`"${debug}" ${prints ? 'is refused' : 'is let pass'}`, () => {
      expect(printsCredentials(debug)).to.equal(prints);
    });
  }

  it('stops the start, with the way out', () => {
    const [fault] = faultsOf({ ...GOOD, DEBUG: 'simple-oauth2*' });
    expect(fault).to.include({ key: 'DEBUG', env: 'DEBUG' });
    expect(() => load({ ...GOOD, DEBUG: '*,-simple-oauth2*' })).not.to.throw();
  });
});
