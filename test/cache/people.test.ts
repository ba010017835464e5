// Who is in a queue, for those who look into it.
import { expect } from 'chai';
import { personOf } from '../../src/cache/people.js';

describe('a person of a queue', () => {
  const person = (json: string) => personOf({ id: 'm', userId: 'u', json });

  it('has what the member says, before what the user says', () => {
    const user =
      '{"presence":{"presenceDefinition":{"systemPresence":"Busy"}},"routingStatus":{"status":"IDLE"}}';
    expect(person(`{"joined":true,"user":${user},"routingStatus":{"status":"INTERACTING"}}`)).to.deep.equal({
      joined: true,
      presence: 'Busy',
      routingStatus: 'INTERACTING',
    });
  });

  for (const json of ['{', '{}', '{"joined":"yes","user":{"presence":{"presenceDefinition":7}}}'])
    it(`has nothing told by ${json}`, () => {
      expect(person(json)).to.deep.equal({
        joined: false,
        presence: 'presence not told',
        routingStatus: 'routing status not told',
      });
    });
});
