// A request to our own listener, and what is said where it goes wrong.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { callOwnListener } from '../../../src/http/setup/own-listener.js';
import { failureOf } from '../../support/failure.js';
import { FakeClock } from '../../support/fake-clock.js';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';
const RUN = {
  method: 'GET',
  path: '/v1/x',
  headers: { authorization: 'Bearer secret-of-a-caller' },
} as const;

describe('a call of our own listener', () => {
  const clock = new FakeClock();
  const sockets: Socket[] = [];
  let server: Server;
  afterEach(() => {
    server.close();
    sockets.splice(0).forEach((socket) => socket.destroy());
  });

  /** A listener that does `answer` when a request has come. */
  async function listener(answer: (socket: Socket) => void): Promise<string> {
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).once('data', () => answer(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('brings status, headers and body', async () => {
    const origin = await listener((socket) => socket.end(`${HEAD}0123456789`));
    const { status, headers, body } = await callOwnListener(origin, RUN, clock);
    expect([status, headers, body.toString()]).to.deep.equal([200, [['Content-Length', '10']], '0123456789']);
    expect(clock.pending).to.deep.equal([]);
  });

  const wait = () => void clock.advance(10_000);
  const cases: ReadonlyArray<readonly [string, (socket: Socket) => void, RegExp]> = [
    ['hangs', wait, /^No whole answer within 10000 ms\.$/],
    [
      'hangs in the middle',
      (socket) => socket.write(`${HEAD}01234`, wait),
      /^No whole answer within 10000 ms\.$/,
    ],
    ['resets the connection', (socket) => socket.resetAndDestroy(), /^There was no answer \(ECONNRESET\)\.$/],
    ['hangs up', (socket) => socket.end(), /^There was no answer \(ECONNRESET\)\.$/],
    ['breaks off', (socket) => socket.end(`${HEAD}01234`), /^The answer broke off \(ECONNRESET\)\.$/],
    ['speaks no HTTP', (socket) => socket.end('garbage\r\n\r\n'), /^There was no answer \(HPE_[A-Z_]+\)\.$/],
    [
      'says too much',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(4_200_000)}`),
      /^The answer is longer than 4194304 bytes\.$/,
    ],
  ];
  for (const [what, answer, said] of cases)
    it(`that ${what} fails with what went wrong, and nothing of what was sent`, async () => {
      const error = await failureOf(callOwnListener(await listener(answer), RUN, clock));
      expect(error.code).to.equal('webhook_run_failed');
      expect(error.message).to.match(said);
      expect(JSON.stringify(error)).to.not.include('secret-of-a-caller');
      expect(clock.pending).to.deep.equal([]);
    });

  it('that nobody listens to fails at once', async () => {
    const origin = await listener(() => undefined);
    server.close();
    await once(server, 'close');
    const error = await failureOf(callOwnListener(origin, RUN, clock));
    expect(error.message).to.equal('There was no answer (ECONNREFUSED).');
  });
});
