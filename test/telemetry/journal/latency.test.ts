import { expect } from 'chai';
import { LatencyRing } from '../../../src/telemetry/journal/latency.js';
import { FakeClock } from '../../support/fake-clock.js';

describe('the latency of the last minutes', () => {
  it('knows nothing without requests', () => {
    expect(new LatencyRing(new FakeClock()).read()).to.deep.equal({
      requests: 0,
      failed: 0,
      p50Ms: null,
      p95Ms: null,
    });
  });

  it('counts failures apart from times, and forgets after five minutes', async () => {
    const clock = new FakeClock();
    const ring = new LatencyRing(clock);
    for (let ms = 1; ms <= 100; ms++) ring.add(ms, true);
    ring.add(9_999, false);
    expect(ring.read()).to.deep.equal({ requests: 101, failed: 1, p50Ms: 51, p95Ms: 96 });
    await clock.advance(300_001);
    ring.add(7, true);
    expect(ring.read()).to.deep.equal({ requests: 1, failed: 0, p50Ms: 7, p95Ms: 7 });
  });

  it('holds so many and no more', () => {
    const ring = new LatencyRing(new FakeClock());
    for (let n = 0; n < 5_000; n++) ring.add(1, true);
    expect(ring.read().requests).to.equal(2_000);
  });
});
