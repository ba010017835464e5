// The status as events when the report itself is at fault.
import { Memory } from '../../../src/runtime/memory.js';
import { Writable } from 'node:stream';
import express from 'express';
import { expect } from 'chai';
import { accessOf, CurrentAccess } from '../../../src/http/auth/access.js';
import { listen, type Listener } from '../../../src/http/listener.js';
import type { HttpDependencies } from '../../../src/http/dependencies.js';
import { Readiness } from '../../../src/http/health/readiness.js';
import { statusEvents } from '../../../src/http/status/status-events.js';
import { Journal } from '../../../src/telemetry/journal/journal.js';
import { createLogger } from '../../../src/telemetry/logger.js';
import { createMetrics } from '../../../src/telemetry/metrics.js';
import { GOOD, load } from '../../settings/support.js';
import { follow } from '../../support/events.js';
import { FakeClock } from '../../support/fake-clock.js';
import { until } from '../../support/until.js';

describe('a status report that throws', () => {
  let listener: Listener;
  const clock = new FakeClock();
  const log: string[] = [];
  let broken = false;

  before(async () => {
    const settings = load(GOOD);
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        log.push(String(chunk));
        done();
      },
    });
    const parts: HttpDependencies = {
      settings,
      organizations: new Map(),
      access: new CurrentAccess(accessOf(settings)),
      publicUrl: () => undefined,
      settingsHealth: () => ({ loadedAt: 0, needRestart: [] }),
      readiness: new Readiness(),
      sharingHealth: () => ({ status: 'off' }),
      replicas: () => [],
      memory() {
        if (broken) throw new Error('a fault of the report');
        return {};
      },
      clock,
      startedAt: clock.now(),
      logger: createLogger('error', destination),
      metrics: createMetrics(),
      journal: new Journal(clock),
      kept: new Memory(1e6),
    };
    const app = express();
    app.get('/status/events', statusEvents(parts));
    const options = { ...settings.http, host: '127.0.0.1', port: 0, maxConnections: 100 };
    listener = await listen({ handler: app, quick: () => false }, options, clock);
  });
  after(() => listener.close());

  it('ends nothing: the stream and the process go on, and the log says why', async () => {
    const stream = await follow<{ state: string }>(`${listener.url}/status/events`);
    await until(() => stream.events.length === 1);
    broken = true;
    await clock.advance(4_000);
    expect(stream.events).to.have.length(1);
    expect(log.filter((line) => line.includes('a fault of the report'))).to.have.length(2);
    broken = false;
    await clock.advance(2_000);
    await until(() => stream.events.length === 2);
    stream.leave();
    await stream.ended;
  });
});
