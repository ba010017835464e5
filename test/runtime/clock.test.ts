// The machine's clock, and the two ways to wait on a clock.
import { expect } from 'chai';
import { elapsedTime, pause, systemClock, within } from '../../src/runtime/clock.js';
import { watch } from '../support/failure.js';
import { FakeClock, settle } from '../support/fake-clock.js';
import { until } from '../support/until.js';

const late = () => new Error('late');
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no fault',
    (fault: unknown) => fault,
  );

describe('the system clock', () => {
  it('never goes back, and tells the date', async () => {
    const [now, wall] = [systemClock.now(), systemClock.wall()];
    await settle();
    expect(systemClock.now()).to.be.above(now);
    expect(wall).to.be.closeTo(new Date().getTime(), 1_000);
  });

  it('fires once when the time has come, not before', async () => {
    const startedAt = systemClock.now();
    const fired: number[] = [];
    systemClock.after(15, () => fired.push(systemClock.now() - startedAt));
    await until(() => fired.length > 0);
    // Timers are rounded to whole milliseconds.
    expect(fired[0]).to.be.at.least(14);
  });

  it('fires nothing that was cancelled', async () => {
    const fired: string[] = [];
    const cancel = systemClock.after(1, () => fired.push('cancelled'));
    systemClock.after(10, () => fired.push('later'));
    cancel();
    cancel();
    await until(() => fired.length > 0);
    expect(fired).to.deep.equal(['later']);
  });

  it('takes the longest of times for long and the past for now', async () => {
    const fired: string[] = [];
    const cancels = [2 ** 31, Infinity].map((ms) => systemClock.after(ms, () => fired.push(`${ms}`)));
    systemClock.after(-5, () => fired.push('past'));
    systemClock.after(10, () => fired.push('later'));
    await until(() => fired.includes('later'));
    for (const cancel of cancels) cancel();
    expect(fired).to.deep.equal(['past', 'later']);
  });
});

describe('time that has passed', () => {
  /** Two clocks that a test moves, each by itself. */
  const clocks = () => {
    const at = { monotonic: 5_000, wall: Date.UTC(2026, 0, 1) };
    const elapsed = elapsedTime({ monotonic: () => at.monotonic, wall: () => at.wall });
    const startedAt = elapsed();
    const pass = (monotonic: number, wall = monotonic) => {
      at.monotonic += monotonic;
      at.wall += wall;
      return elapsed() - startedAt;
    };
    return { pass };
  };

  it('is that of both clocks while they agree', () => {
    const { pass } = clocks();
    expect([pass(10), pass(60_000), pass(0)]).to.deep.equal([10, 60_010, 60_010]);
  });

  it('counts a suspension, in which only the wall clock goes on', () => {
    const { pass } = clocks();
    expect([pass(1_000), pass(5, 3_600_005), pass(1_000)]).to.deep.equal([1_000, 3_601_005, 3_602_005]);
  });

  it('counts a stop of the wall clock, as it goes on by the other', () => {
    const { pass } = clocks();
    expect([pass(2_000, 0), pass(3_000)]).to.deep.equal([2_000, 5_000]);
  });

  it('never goes back with the wall clock, and counts what comes after that', () => {
    const { pass } = clocks();
    expect([pass(1_000, -3_600_000), pass(1_000), pass(0, 2_000)]).to.deep.equal([1_000, 2_000, 4_000]);
  });

  it('takes a pause between the readings of its two clocks for no jump', () => {
    const at = { monotonic: 5_000, wall: 1_000_000, pauseMs: 0 };
    const elapsed = elapsedTime({
      monotonic: () => at.monotonic,
      wall: () => {
        // The process is put aside right before it reads the wall clock.
        at.monotonic += at.pauseMs;
        at.wall += at.pauseMs;
        at.pauseMs = 0;
        return at.wall;
      },
    });
    for (const pauseMs of [150, 10_000, 0]) {
      at.pauseMs = pauseMs;
      elapsed();
    }
    expect(elapsed()).to.equal(at.monotonic);
  });

  it('takes small differences for what they are, but not all of them together', () => {
    const { pass } = clocks();
    expect(pass(1_000, 1_100)).to.equal(1_000);
    expect(pass(1_000, 1_001)).to.equal(2_101);
  });
});

describe('pause', () => {
  it('ends after its time', async () => {
    const clock = new FakeClock();
    const paused = watch(pause(clock, 100));
    await clock.advance(99);
    expect(paused.state).to.equal('pending');
    await clock.advance(1);
    expect(paused.state).to.equal('done');
  });

  it('ends with the reason of its signal, and leaves no timer', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const reason = new Error('enough');
    const paused = faultOf(pause(clock, 100, controller.signal));
    await clock.advance(50);
    controller.abort(reason);
    expect(await paused).to.equal(reason);
    expect(clock.pending).to.deep.equal([]);
  });

  it('does not begin when the signal is aborted already', async () => {
    const clock = new FakeClock();
    const reason = new Error('enough');
    expect(await faultOf(pause(clock, 100, AbortSignal.abort(reason)))).to.equal(reason);
    expect(clock.pending).to.deep.equal([]);
  });

  it('stays ended when the signal is aborted later', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const paused = watch(pause(clock, 100, controller.signal));
    await clock.advance(100);
    controller.abort(new Error('enough'));
    await settle();
    expect(paused.state).to.equal('done');
  });
});

describe('within', () => {
  it('passes on what comes in time, and leaves no timer', async () => {
    const clock = new FakeClock();
    expect(await within(Promise.resolve('result'), 100, clock, late)).to.equal('result');
    const fault = new Error('its own');
    expect(await faultOf(within(Promise.reject(fault), 100, clock, late))).to.equal(fault);
    await settle();
    expect(clock.pending).to.deep.equal([]);
  });

  it('fails at the time, not before', async () => {
    const clock = new FakeClock();
    const waiting = within(new Promise(() => undefined), 100, clock, late);
    const watched = watch(waiting);
    await clock.advance(99);
    expect(watched.state).to.equal('pending');
    await clock.advance(1);
    expect(await faultOf(waiting))
      .to.be.an('error')
      .with.property('message', 'late');
  });

  it('makes an error only when it is late', async () => {
    const clock = new FakeClock();
    let made = 0;
    await within(Promise.resolve(), 100, clock, () => new Error(String(++made)));
    await clock.advance(200);
    expect(made).to.equal(0);
  });

  for (const outcome of ['comes', 'fails'] as const)
    it(`takes no notice of work that ${outcome} too late`, async () => {
      const clock = new FakeClock();
      let end!: () => void;
      const work = new Promise<string>((resolve, reject) => {
        end = () => (outcome === 'comes' ? resolve('at last') : reject(new Error('at last')));
      });
      const waiting = faultOf(within(work, 100, clock, late));
      await clock.advance(100);
      end();
      await settle();
      expect(await waiting)
        .to.be.an('error')
        .with.property('message', 'late');
    });
});
