// The calls of the demo: each queue is asked in turn, until it is told to stop.
import { expect } from 'chai';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { askNowAndThen, pathOf } from '../../src/cli/demo-calls.js';
import { FakeClock } from '../support/fake-clock.js';

describe('the calls of the demo', () => {
  it('ask each queue its own question', () => {
    const paths = [0, 1, 2, 3].map((n) => pathOf(n, ['a', 'b', 'c']));
    expect(paths[0]).to.match(/^\/api\/v2\/routing\/queues\/a\/members\?/);
    expect(paths[1]).to.equal('/v1/queues/b/availability?routingStatus=IDLE');
    expect(paths[3]).to.equal(paths[0]);
    expect(new Set(paths).size).to.equal(3);
  });

  it('come with the key, again and again, and end', async () => {
    const clock = new FakeClock();
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stop = askNowAndThen({ publicUrl, callerKey: 'k', queueIds: ['a'] }, clock);
    for (let n = 0; n < 2; n++) {
      const answered = once(server, 'request');
      await clock.advance(700);
      await answered;
    }
    stop();
    await clock.advance(7_000);
    const question = `${pathOf(0, ['a'])} Bearer k`;
    expect(asked).to.deep.equal([question, question]);
    server.closeAllConnections();
    server.close();
  });
});
