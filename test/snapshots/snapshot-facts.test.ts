// What is said of a snapshot, whatever its members' texts are.
import { expect } from 'chai';
import type { Member } from '../../src/model.js';
import { factsOf } from '../../src/snapshots/snapshot-facts.js';
import { snapshotOf } from '../support/scripted-snapshots.js';

const member = (json: string): Member => ({ id: json, userId: 'u', json });

describe('the facts of a snapshot', () => {
  const states = (presence: string, status: string) =>
    `{"user":{"presence":{"presenceDefinition":{"systemPresence":"${presence}"}}},"routingStatus":{"status":"${status}"}}`;

  it('count members by presence and routing status, that of the user where the member has none', () => {
    const members = [
      member(states('Available', 'IDLE')),
      member(states('Busy', 'IDLE')),
      member('{"user":{"routingStatus":{"status":"OFF_QUEUE"}}}'),
    ];
    expect(factsOf({ ...snapshotOf(0, 0), members })).to.deep.include({
      presences: { Available: 1, Busy: 1, unknown: 1 },
      routingStatuses: { IDLE: 2, OFF_QUEUE: 1 },
    });
  });

  for (const json of [
    '',
    '{"name":"Zoë"',
    '{"user":}',
    'null',
    '7',
    '{"user":null}',
    '{"user":{"presence":[1]}}',
  ])
    it(`take ${json === '' ? 'no text' : json} for a member of whom nothing is told`, () => {
      const { presences, routingStatuses } = factsOf({ ...snapshotOf(0, 0), members: [member(json)] });
      expect([presences, routingStatuses]).to.deep.equal([{ unknown: 1 }, { unknown: 1 }]);
    });
});
