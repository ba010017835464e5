// What becomes of the headers of Genesys that are of no use.
import { expect } from 'chai';
import { Readiness } from '../../src/http/health/readiness.js';
import { upstreamReport, type Reporters } from '../../src/service/reports.js';
import { Journal } from '../../src/telemetry/journal/journal.js';
import type { Logger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { FakeClock } from '../support/fake-clock.js';

describe('the report of headers that are of no use', () => {
  it('is one line for each header and kind, clean and short, however often they come', () => {
    const lines: object[] = [];
    const logger = { warn: (facts: object) => void lines.push(facts) } as unknown as Logger;
    const reporters: Reporters = {
      logger,
      metrics: createMetrics(),
      readiness: new Readiness(),
      journal: new Journal(new FakeClock()),
    };
    const { oddHeader } = upstreamReport('own', reporters);
    for (let second = 0; second < 100; second++) {
      oddHeader?.('retry-after', 'negative', `-${second}`);
      oddHeader?.('inin-ratelimit-reset', 'out of bounds', `6000${second}`);
      oddHeader?.('inin-ratelimit-reset', 'unreadable', `\n\u0000${'x'.repeat(500)}`);
    }
    expect(lines).to.deep.equal([
      { organization: 'own', header: 'retry-after', kind: 'negative', value: '-0' },
      { organization: 'own', header: 'inin-ratelimit-reset', kind: 'out of bounds', value: '60000' },
      {
        organization: 'own',
        header: 'inin-ratelimit-reset',
        kind: 'unreadable',
        value: ` ${'x'.repeat(39)}`,
      },
    ]);
  });
});
