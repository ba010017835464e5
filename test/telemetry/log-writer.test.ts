// Log lines in batches: when they go out, what is lost when nobody reads, and what a fault costs.
import { expect } from 'chai';
import { batchedLogger } from '../../src/telemetry/logger.js';
import { BATCH_LENGTH, BATCH_MS, LogWriter, MOST_WAITING } from '../../src/telemetry/log-writer.js';
import { FakeClock } from '../support/fake-clock.js';
import { watch } from '../support/failure.js';

const [INFO, WARN] = [30, 40];

function setUp() {
  const clock = new FakeClock();
  const batches: string[] = [];
  const open: Array<(error?: Error) => void> = [];
  const writer = new LogWriter((batch, done) => {
    batches.push(batch);
    open.push(done);
  }, clock);
  /** The reader takes what is under way. */
  const read = (error?: Error) => open.shift()?.(error);
  return { clock, writer, batches, open, read };
}

describe('log lines', () => {
  it('go out together after a while', async () => {
    const { clock, writer, batches } = setUp();
    writer.write('a\n', INFO);
    await clock.advance(BATCH_MS - 1);
    writer.write('b\n', INFO);
    expect(batches).to.deep.equal([]);
    await clock.advance(1);
    expect(batches).to.deep.equal(['a\nb\n']);
    expect(clock.pending).to.deep.equal([]);
  });

  it('go out sooner when they are many', () => {
    const { writer, batches } = setUp();
    const line = `${'x'.repeat(BATCH_LENGTH / 2 - 1)}\n`;
    writer.write(line, INFO);
    expect(batches).to.deep.equal([]);
    writer.write(line, INFO);
    expect(batches).to.deep.equal([line + line]);
  });

  it('go out at once with a warning, in their order', () => {
    const { writer, batches } = setUp();
    writer.write('a\n', INFO);
    writer.write('b\n', WARN);
    expect(batches).to.deep.equal(['a\nb\n']);
  });

  it('wait while a batch is under way, and follow it', () => {
    const { writer, batches, read } = setUp();
    for (const line of ['a\n', 'b\n', 'c\n']) writer.write(line, WARN);
    expect(batches).to.deep.equal(['a\n']);
    read();
    expect(batches).to.deep.equal(['a\n', 'b\nc\n']);
    read();
    expect(batches).to.have.length(2);
  });

  it('are lost beyond a bound while nobody reads, counted, and told of when somebody does', () => {
    const { writer, batches, read } = setUp();
    const line = `${'x'.repeat(1_023)}\n`;
    const resumed: number[] = [];
    writer.onResumed = (lost) => resumed.push(lost);
    writer.write('first\n', WARN);
    for (let count = 0; count < 10_000; count++) writer.write(line, WARN);
    expect(batches).to.deep.equal(['first\n']);
    expect(writer.lost).to.equal(10_000 - MOST_WAITING / 1_024);
    read();
    expect(resumed).to.deep.equal([writer.lost]);
    expect(batches.at(-1)).to.have.length(MOST_WAITING);
    read();
    expect(resumed).to.have.length(1);
  });

  it('are lost with the batch that could not be written, and the next is tried after a second', async () => {
    const { clock, writer, batches, read } = setUp();
    const resumed: number[] = [];
    writer.onResumed = (lost) => resumed.push(lost);
    writer.write('a\nb\n', WARN);
    read(new Error('ENOSPC'));
    writer.write('c\n', WARN);
    await clock.advance(1_000);
    expect(batches).to.deep.equal(['a\nb\n', 'c\n']);
    expect([writer.lost, resumed]).to.deep.equal([2, []]);
    read();
    expect(resumed).to.deep.equal([2]);
  });

  it('never wait longer than that for a disk that stays full', async () => {
    const { clock, writer, batches, read } = setUp();
    for (let second = 0; second < 100; second++) {
      writer.write('a\n', WARN);
      read(new Error('ENOSPC'));
      await clock.advance(1_000);
    }
    expect(batches.length).to.be.within(50, 101);
    expect(writer.lost).to.be.at.least(99);
  });

  it('are all out at the end', async () => {
    const { clock, writer, batches, read } = setUp();
    writer.write('a\n', WARN);
    writer.write('b\n', INFO);
    const end = watch(writer.end(500));
    await clock.advance(10);
    expect(end.state).to.equal('pending');
    read();
    read();
    await clock.advance(0);
    expect([end.state, batches]).to.deep.equal(['done', ['a\n', 'b\n']]);
  });

  it('do not hold up the end when nobody reads', async () => {
    const { clock, writer } = setUp();
    writer.write('a\n', WARN);
    const end = watch(writer.end(500));
    await clock.advance(499);
    expect(end.state).to.equal('pending');
    await clock.advance(1);
    expect(end.state).to.equal('done');
  });

  it('leave what waits for the last moment of a process, unless a batch is under way before it', () => {
    const { writer } = setUp();
    writer.write('a\n', INFO);
    expect(writer.takeWaiting()).to.equal('a\n');
    writer.write('b\n', WARN);
    writer.write('c\n', INFO);
    expect(writer.takeWaiting()).to.equal('');
  });

  it('of a logger go out at once from warnings on', async () => {
    const { writer, batches, read, clock } = setUp();
    const logger = batchedLogger('info', writer);
    logger.info({ a: 1 }, 'quiet');
    expect(batches).to.deep.equal([]);
    logger.warn({ b: 1 }, 'loud');
    expect(batches).to.have.length(1);
    expect(batches[0]).to.match(/"a":1.*"msg":"quiet"}\n.*"b":1.*"msg":"loud"}\n$/);
    read(new Error('EPIPE'));
    expect(logger.linesLost?.()).to.equal(2);
    logger.info('again');
    await clock.advance(1_000);
    read();
    await clock.advance(BATCH_MS);
    expect(batches.at(-1)).to.match(/"level":"warn".*"lines":2,.*lost/);
  });
});
