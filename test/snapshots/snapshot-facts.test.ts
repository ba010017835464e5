import { expect } from 'chai';
import type { Snapshot } from '../../src/model.js';
import { agentsOf } from '../../src/snapshots/snapshot-facts.js';

const snapshotOf = (entities: ReadonlyArray<object | null>): Snapshot => ({
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
    expect(agentsOf(snapshotOf([{ name: 'Ann' }, { user }, {}, { name: 7 }]), 9)).to.deep.equal([
      { name: 'Ann', presence: null, routingStatus: null },
      { name: 'Bob', presence: 'Busy', routingStatus: 'OFF_QUEUE' },
    ]);
  });

  it('are none where the snapshot came without entities', () => {
    expect(agentsOf(snapshotOf([null, null]), 9)).to.deep.equal([]);
  });

  it('are so many at most', () => {
    expect(agentsOf(snapshotOf([{ name: 'Ann' }, { name: 'Bob' }]), 1)).to.have.length(1);
  });
});
