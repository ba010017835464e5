import { expect } from 'chai';
import { ServiceError } from '../../../src/domain/errors.js';
import { RememberedNames } from '../../../src/genesys/queues/queue-names.js';
import { settle } from '../../support/fake-clock.js';
import { lookUps } from '../../support/queue-directory.js';

const MINUTE = 60_000;

describe('the names of queues', () => {
  const start = (names: Record<string, string> = { a: 'Sales', b: 'Support' }) => {
    const parts = lookUps(names);
    return { ...parts, names: new RememberedNames(parts.directory, parts.gate, parts.clock) };
  };

  it('are looked up once behind, and known from then on', async () => {
    const { names, directory, clock } = start();
    expect(names.nameOf('a')).to.equal(undefined);
    await settle();
    expect(names.nameOf('a')).to.equal('Sales');
    await clock.advance(5 * MINUTE);
    expect(names.nameOf('a')).to.equal('Sales');
    expect(directory.asked).to.deep.equal(['a']);
  });

  it('are looked up one after the other, however many are wanted', async () => {
    const { names, directory, clock } = start();
    for (const id of ['a', 'b', 'a', 'b']) names.nameOf(id);
    await settle();
    expect(directory.asked).to.deep.equal(['a']);
    await clock.advance(1_000);
    expect(directory.asked).to.deep.equal(['a', 'b']);
    expect(names.nameOf('b')).to.equal('Support');
  });

  it('leave most of the rate limit to calls however many are wanted', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `q${n}`);
    const { names, directory, clock } = start(Object.fromEntries(ids.map((id) => [id, id])));
    ids.forEach((id) => names.nameOf(id));
    await clock.advance(MINUTE - 1);
    expect(directory.asked).to.have.length(30);
  });

  it('are asked for again after ten minutes where Genesys refuses', async () => {
    for (const code of ['queue_not_found', 'genesys_permission_missing'] as const) {
      const { names, directory, clock } = start();
      directory.fault = new ServiceError(code);
      names.nameOf('a');
      await clock.advance(10 * MINUTE - 1);
      names.nameOf('a');
      await settle();
      expect(directory.asked).to.have.length(1);
      await clock.advance(1);
      directory.fault = undefined;
      names.nameOf('a');
      await settle();
      expect(names.nameOf('a'), code).to.equal('Sales');
    }
  });

  it('are asked for again after a minute where Genesys is unavailable', async () => {
    const { names, directory, clock } = start();
    directory.fault = new ServiceError('genesys_unavailable');
    names.nameOf('a');
    await clock.advance(MINUTE - 1);
    names.nameOf('a');
    await settle();
    expect(directory.asked).to.have.length(1);
    await clock.advance(1);
    names.nameOf('a');
    await settle();
    expect(directory.asked).to.have.length(2);
  });

  it('wait while the rate limit has nothing to spare', async () => {
    const { names, directory, gate, clock } = start();
    gate.open = false;
    names.nameOf('a');
    await clock.advance(MINUTE);
    expect(directory.asked).to.deep.equal([]);
    gate.open = true;
    await clock.advance(5_000);
    expect(names.nameOf('a')).to.equal('Sales');
  });

  it('are looked up for those who may look later only while there is plenty', async () => {
    const { names, directory, gate, clock } = start();
    gate.spares = false;
    names.expect('a');
    await clock.advance(MINUTE);
    expect(directory.asked).to.deep.equal([]);
    names.nameOf('a');
    await settle();
    expect(names.nameOf('a')).to.equal('Sales');
    names.expect('b');
    await clock.advance(MINUTE);
    gate.spares = true;
    await clock.advance(5_000);
    expect(directory.asked).to.deep.equal(['a', 'b']);
  });

  it('are looked up first where somebody looks', async () => {
    const { names, directory, clock } = start({ a: 'A', b: 'B', c: 'C' });
    for (const id of ['a', 'b', 'c']) names.expect(id);
    names.nameOf('c');
    await clock.advance(5_000);
    expect(directory.asked).to.deep.equal(['a', 'c', 'b']);
  });

  it('follow a renamed queue within a day, and say the old name until then', async () => {
    const { names, directory, clock } = start();
    names.nameOf('a');
    await settle();
    directory.names.set('a', 'Sales EMEA');
    await clock.advance(24 * 60 * MINUTE);
    expect(names.nameOf('a')).to.equal('Sales');
    await settle();
    expect(names.nameOf('a')).to.equal('Sales EMEA');
  });

  it('are taken from searches, too', () => {
    const { names, directory } = start();
    names.learn([{ id: 'a', name: 'Sales' }]);
    expect(names.nameOf('a')).to.equal('Sales');
    expect(directory.asked).to.deep.equal([]);
  });

  it('are not looked up any more at the end', async () => {
    const { names, directory, clock } = start();
    names.nameOf('a');
    names.nameOf('b');
    names.stop();
    names.nameOf('c');
    await clock.advance(MINUTE);
    expect(directory.asked).to.deep.equal(['a']);
    expect(clock.pending).to.deep.equal([]);
  });

  it('are held in a bounded number, the oldest go', () => {
    const { names, gate } = start();
    names.learn(Array.from({ length: 10_001 }, (_, n) => ({ id: `q${n}`, name: `Queue ${n}` })));
    gate.open = false;
    expect(names.nameOf('q10000')).to.equal('Queue 10000');
    expect(names.nameOf('q0')).to.equal(undefined);
  });
});
