// The end of a request is reported in a listener of Node's: what throws there would end the process.
import { expect } from 'chai';
import { requestContexts } from '../../src/http/answer-log.js';
import type { HttpDependencies } from '../../src/http/dependencies.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { FakeClock } from '../support/fake-clock.js';

describe('the end of a request', () => {
  it('throws nothing where it cannot be told, and logs where it went wrong without what was there', () => {
    const lines: string[] = [];
    const metrics = {
      answered: () => void JSON.parse('{"name":"Zoë" "Agent"}'),
    };
    const parts = {
      clock: new FakeClock(),
      logger: createLogger('info', { write: (line) => void lines.push(line) }),
      metrics,
      settings: { http: { decisionLog: 'all' } },
    };
    const { begin, end } = requestContexts(parts as unknown as HttpDependencies);
    const context = begin({ headers: { 'x-request-id': 'call-1' } } as never);
    end(context, 'GET', 200);
    const [line] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(line).to.include({ level: 'error', requestId: 'call-1', fault: 'SyntaxError' });
    expect(line?.['at']).to.be.an('array').that.is.not.empty;
    expect(lines.join('')).to.not.include('Zoë');
  });
});
