// What is said of a snapshot, whatever its members' texts are.
import { expect } from 'chai';
import type { Member, Snapshot } from '../../src/domain/model.js';
import { agentsOf, factsOf, prepareFacts } from '../../src/cache/snapshot-facts.js';
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

  it('are prepared in slices: others have the event loop meanwhile', async () => {
    const text = states('Available', 'IDLE').replace('{', `{"x":"${'y'.repeat(2_000)}",`);
    const members = Array.from({ length: 10_000 }, () => member(text));
    const snapshot = { ...snapshotOf(0, 0), members };
    let turns = 0;
    let over = false;
    const count = () => void ((turns += 1), !over && setImmediate(count));
    setImmediate(count);
    await prepareFacts(snapshot).finally(() => (over = true));
    expect(turns).to.be.at.least(2);
    expect(factsOf(snapshot).presences).to.deep.equal({ Available: 10_000 });
    const confirmed = { ...snapshot, asOf: snapshot.asOf + 1 };
    expect(factsOf(confirmed).presences).to.equal(factsOf(snapshot).presences);
    expect(factsOf(confirmed).id).to.not.equal(factsOf(snapshot).id);
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

const withEntities = (entities: ReadonlyArray<object | null>): Snapshot => ({
  members: entities.map((entity, n) => ({
    id: String(n),
    userId: String(n),
    json: entity === null ? '' : JSON.stringify(entity),
  })),
  ...{ takenAt: 0, asOf: 0, pages: 1, correlationIds: [] },
});

describe('the agents of a snapshot', () => {
  it('are named as far as their entities tell', () => {
    const user = {
      name: 'Bob',
      presence: { presenceDefinition: { systemPresence: 'Busy' } },
      routingStatus: { status: 'OFF_QUEUE' },
    };
    expect(agentsOf(withEntities([{ name: 'Ann' }, { user }, {}, { name: 7 }]), 9)).to.deep.equal([
      { name: 'Ann', presence: null, routingStatus: null },
      { name: 'Bob', presence: 'Busy', routingStatus: 'OFF_QUEUE' },
    ]);
  });

  it('are none where the snapshot came without entities', () => {
    expect(agentsOf(withEntities([null, null]), 9)).to.deep.equal([]);
  });

  it('are so many at most', () => {
    expect(agentsOf(withEntities([{ name: 'Ann' }, { name: 'Bob' }]), 1)).to.have.length(1);
  });
});
