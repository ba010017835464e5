import { expect } from 'chai';
import { genesysQueues } from '../../../src/genesys/queues/queues.js';
import { failureOf } from '../../support/failure.js';
import { startGenesys, stopGenesys } from '../../support/genesys.js';

const SALES = 'abcdefab-0000-4000-8000-0000000000a1';
const queues = [
  { id: SALES, name: 'Sales East', agents: [{}, { joined: false }] },
  { name: 'Sales West', agents: [] },
  { name: 'Support', agents: [] },
];

describe('the queue directory', () => {
  afterEach(stopGenesys);

  const start = async () => {
    const genesys = await startGenesys({ simulator: { queues } });
    return { ...genesys, directory: genesysQueues(genesys.client, genesys.clock, 10_000) };
  };

  it('names a queue by its id', async () => {
    const { directory } = await start();
    expect(await directory.byId(SALES)).to.deep.equal({
      id: SALES,
      name: 'Sales East',
      memberCount: 2,
      joinedMemberCount: 1,
    });
  });

  it('finds queues by a part of their name, in any case, as many as are wanted', async () => {
    const { directory } = await start();
    const names = async (part: string, most = 50) => (await directory.byName(part, most)).map((q) => q.name);
    expect(await names('SALES')).to.deep.equal(['Sales East', 'Sales West']);
    expect(await names('sales', 1)).to.deep.equal(['Sales East']);
    expect(await names(' ')).to.have.length(3);
    expect(await names('nobody')).to.deep.equal([]);
  });

  it('says that a queue is not known', async () => {
    const { directory } = await start();
    const error = await failureOf(directory.byId('abcdefab-0000-4000-8000-0000000000ff'));
    expect(error.code).to.equal('queue_not_found');
  });

  it('does not take something else for a queue', async () => {
    const { directory, simulator } = await start();
    simulator.fault({ on: 'queue', do: { kind: 'html' } });
    expect((await failureOf(directory.byId(SALES))).code).to.equal('genesys_answer_invalid');
  });
});
