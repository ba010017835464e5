import { expect } from 'chai';
import { ServiceError } from '../../../src/domain/errors.js';
import { sparingQueues } from '../../../src/genesys/queues/queue-searches.js';
import type { Queue } from '../../../src/genesys/queues/queues.js';
import { failureOf } from '../../support/failure.js';
import { lookUps } from '../../support/queue-directory.js';

describe('searches for queues', () => {
  const start = () => {
    const parts = lookUps({ a: 'sales east', b: 'sales west' });
    const heard: Queue[][] = [];
    const queues = sparingQueues(parts.directory, parts.gate, parts.clock, (found) => heard.push([...found]));
    return { ...parts, queues, heard };
  };

  it('share one request when they are the same at once', async () => {
    const { queues, directory, heard } = start();
    const [one, other] = await Promise.all([queues.byName('sales', 50), queues.byName(' SALES ', 50)]);
    expect(directory.asked).to.deep.equal(['sales']);
    expect(one).to.deep.equal(other).and.have.length(2);
    expect(heard).to.have.length(1);
  });

  it('are held for half a minute', async () => {
    const { queues, directory, clock } = start();
    await queues.byName('sales', 50);
    await clock.advance(29_999);
    await queues.byName('sales', 50);
    expect(directory.asked).to.have.length(1);
    await clock.advance(1);
    await queues.byName('sales', 50);
    expect(directory.asked).to.have.length(2);
  });

  it('are other searches with another number of queues', async () => {
    const { queues } = start();
    expect(await queues.byName('sales', 1)).to.have.length(1);
    expect(await queues.byName('sales', 2)).to.have.length(2);
  });

  it('are not held when they failed', async () => {
    const { queues, directory } = start();
    directory.fault = new ServiceError('genesys_unavailable');
    expect((await failureOf(queues.byName('sales', 50))).code).to.equal('genesys_unavailable');
    directory.fault = undefined;
    expect(await queues.byName('sales', 50)).to.have.length(2);
  });

  it('leave the rate limit to callers, and say when to try again', async () => {
    const { queues, directory, gate } = start();
    gate.open = false;
    const error = await failureOf(queues.byName('sales', 50));
    expect(error.code).to.equal('genesys_rate_limited');
    expect(error.facts.retryAfterSeconds).to.equal(10);
    expect(directory.asked).to.deep.equal([]);
  });

  it('are held in a bounded number, the oldest go', async () => {
    const { queues, directory } = start();
    for (let n = 0; n < 101; n++) await queues.byName(`part ${n}`, 50);
    await queues.byName('part 100', 50);
    expect(directory.asked).to.have.length(101);
    await queues.byName('part 0', 50);
    expect(directory.asked).to.have.length(102);
  });
});
