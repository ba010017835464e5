// What a listener does with connections that send too little, too much or nothing, over real sockets.
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { expect } from 'chai';
import { listen, type Listener } from '../../src/http/listener.js';
import { systemClock, type Clock } from '../../src/runtime/clock.js';
import { CERTIFICATE, PRIVATE_KEY } from '../settings/pem.js';
import { FakeClock } from '../support/fake-clock.js';
import { until } from '../support/until.js';

const TLS = { cert: CERTIFICATE, key: PRIVATE_KEY };

interface Client {
  readonly socket: Socket;
  readonly text: () => string;
  readonly closed: () => boolean;
}

describe('a listener', () => {
  const opened: Listener[] = [];
  const clients: Socket[] = [];
  let shed: string[] = [];
  /** Answers under way, by the path that was asked for. */
  const waiting = new Map<string, () => void>();

  const handler: RequestListener = (request, response) => {
    const answer = () => response.end(`answer to ${request.url}\n`);
    if (request.url?.startsWith('/slow')) waiting.set(request.url, answer);
    else if (request.url === '/body') request.resume().once('end', answer);
    else if (request.url === '/large') response.end('x'.repeat(16_000_000));
    else answer();
  };
  const start = async (options: Partial<Parameters<typeof listen>[1]> = {}, clock: Clock = systemClock) => {
    const whole = {
      ...{ host: '127.0.0.1', port: 0, headersTimeout: 30_000, requestTimeout: 30_000, maxConnections: 100 },
      ...options,
      onShed: (what: string) => void shed.push(what),
    };
    const quick = () => false;
    const listener = await listen({ quick, handler }, whole, clock);
    opened.push(listener);
    return { listener, port: Number(new URL(listener.url).port) };
  };
  const follow = (socket: Socket): Client => {
    clients.push(socket);
    let text = '';
    let closed = false;
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('error', () => undefined);
    for (const event of ['end', 'close']) socket.once(event, () => (closed = true));
    return { socket, text: () => text, closed: () => closed };
  };
  const plain = async (port: number, text = '') => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const client = follow(socket);
    await once(socket, 'connect');
    socket.write(text);
    return client;
  };
  const answered = (client: Client, path: string) => until(() => client.text().includes(`answer to ${path}`));

  afterEach(async () => {
    for (const answer of waiting.values()) answer();
    waiting.clear();
    clients.splice(0).forEach((socket) => socket.destroy());
    await Promise.all(opened.splice(0).map((listener) => listener.close()));
    shed = [];
  });

  describe('at its close', () => {
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    for (const tls of [false, true]) {
      const name = tls ? 'under TLS' : 'without TLS';
      it(`closes at once what sent nothing, half a request line or half a header, ${name}`, async () => {
        const { listener, port } = await start(tls ? { tls: TLS } : {});
        const speak = async (text: string) => {
          if (!tls) return plain(port, text);
          const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
          const client = follow(socket);
          await once(socket, 'secureConnect');
          socket.write(text);
          return client;
        };
        const silent = [
          await plain(port),
          await speak(''),
          await speak('GET /li'),
          await speak('GET / HTTP/1.1\r\nHo'),
        ];
        const idle = await speak(get('/idle'));
        await answered(idle, '/idle');
        const before = performance.now();
        await listener.close();
        expect(performance.now() - before).to.be.lessThan(1_000);
        await until(() => [...silent, idle].every(({ closed }) => closed()));
      });

      it(`lets what is worked on finish, ${name}`, async () => {
        const clock = new FakeClock();
        const { listener, port } = await start(tls ? { tls: TLS } : {}, clock);
        const socket = tls
          ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
          : connect(port, '127.0.0.1');
        const client = follow(socket);
        socket.write(get('/slow'));
        await until(() => waiting.has('/slow'));
        const closed = listener.close();
        await clock.advance(19_000);
        waiting.get('/slow')?.();
        await closed;
        await answered(client, '/slow');
        expect(client.text()).to.include('Connection: close');
      });
    }

    it('gives headers without their body, and an answer that is not taken, a second and a half', async () => {
      const clock = new FakeClock();
      const { listener, port } = await start({}, clock);
      await plain(port, 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123');
      const deaf = await plain(port, get('/large'));
      await until(() => deaf.text() !== '');
      deaf.socket.pause();
      let over = false;
      const closed = listener.close().then(() => (over = true));
      await clock.advance(1_499);
      expect(over).to.equal(false);
      await clock.advance(1);
      await closed;
    });

    it('takes the rest of a body that comes in time', async () => {
      const { listener, port } = await start();
      const client = await plain(port, 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n12');
      await answeredAnother(port);
      const closed = listener.close();
      client.socket.write('34');
      await closed;
      await answered(client, '/body');
    });

    async function answeredAnother(port: number): Promise<void> {
      await answered(await plain(port, get('/one')), '/one');
    }
  });

  it('that cannot be opened rejects, and tells nothing of connections that could not be accepted', async () => {
    const { port } = await start();
    const faults: string[] = [];
    const second = start({ port, onFault: (code) => void faults.push(code) });
    const fault = await second.catch((error: NodeJS.ErrnoException) => error.code);
    expect([fault, faults]).to.deep.equal(['EADDRINUSE', []]);
  });

  it('closes a connection whose handshake does not come, or is none', async () => {
    const { port } = await start({ tls: TLS, headersTimeout: 300 });
    const silent = await plain(port);
    const http = await plain(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const half = await plain(port, '\x16\x03\x01\x02\x00\x01');
    await until(() => [silent, http, half].every(({ closed }) => closed()));
  });

  describe('after garbage', () => {
    it('sends the answers that were owed before it, in their order, then says so and ends', async () => {
      const { port } = await start();
      const requests = ['/slow-1', '/two', '/slow-3'].map(
        (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`,
      );
      const client = await plain(port, `${requests.join('')}\x00garbage\r\n\r\n`);
      await until(() => waiting.size === 2);
      client.socket.write('more of it');
      waiting.get('/slow-3')?.();
      // What the listener had to send by now would come before these answers.
      for (const path of ['/one', '/another'])
        await answered(await plain(port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`), path);
      expect(client.text()).to.equal('');
      waiting.get('/slow-1')?.();
      await until(client.closed);
      const order = client.text().match(/answer to \S+|HTTP\/1\.1 400|"unreadable_request"/g);
      expect(order).to.deep.equal([
        'answer to /slow-1',
        'answer to /two',
        'answer to /slow-3',
        'HTTP/1.1 400',
        '"unreadable_request"',
      ]);
    });

    it('answers a body that is none, whose request nobody can answer any more', async () => {
      const { port } = await start();
      const chunked = 'POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n';
      const client = await plain(port, chunked);
      await until(client.closed);
      expect(client.text()).to.match(/^HTTP\/1\.1 400 /);
    });

    it('ends though the client keeps its side open', async () => {
      const { port } = await start();
      const client = await plain(port, 'garbage\r\n\r\n');
      await until(() => client.socket.readableEnded);
      // Whoever writes to a connection that is gone altogether hears of it.
      await until(() => !client.socket.write('still here') || client.socket.destroyed);
      await until(() => client.socket.destroyed);
    });
  });

  it('cuts off a body that goes on though the answer is out', async () => {
    const { port } = await start();
    const client = await plain(port, 'POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n');
    await answered(client, '/early');
    expect(client.closed()).to.equal(false);
    await until(client.closed);
  });

  describe('with as many connections as it takes', () => {
    it('closes the longest silent, then what is idle and was not used lately, and never what is worked on', async () => {
      const { port } = await start({ maxConnections: 4 });
      const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
      const busy = await plain(port, get('/slow'));
      await until(() => waiting.has('/slow'));
      const idle = await plain(port, get('/1'));
      await answered(idle, '/1');
      const oldest = await plain(port, 'GET /ha');
      await plain(port);
      await plain(port);
      await until(oldest.closed);
      expect([busy, idle].map(({ closed }) => closed())).to.deep.equal([false, false]);
      for (let time = 0; time < 20; time++) {
        const one = await plain(port, get(`/more-${time}`));
        await answered(one, `/more-${time}`);
      }
      expect(idle.closed()).to.equal(true);
      waiting.get('/slow')?.();
      await answered(busy, '/slow');
      expect(new Set(shed)).to.deep.equal(new Set(['closed']));
    });

    it('refuses a new one only while all others are worked on', async () => {
      const { port } = await start({ maxConnections: 2 });
      for (const path of ['/slow-a', '/slow-b']) await plain(port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await until(() => waiting.size === 2);
      const refused = await plain(port);
      await until(refused.closed);
      expect(shed).to.deep.equal(['refused']);
    });

    it('closes one whose client sends no body or takes no answer, when nothing else can go', async () => {
      const { port } = await start({ maxConnections: 2 });
      const half = await plain(port, 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123');
      const slow = await plain(port, 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
      await until(() => waiting.has('/slow'));
      const next = await plain(port, 'GET /next HTTP/1.1\r\nHost: x\r\n\r\n');
      await answered(next, '/next');
      await until(half.closed);
      expect(slow.closed()).to.equal(false);
    });

    it('answers everybody under a flood of silent connections, with TLS too', async () => {
      const { port } = await start({ maxConnections: 20, tls: TLS });
      for (let index = 0; index < 100; index++) await plain(port);
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
      const client = follow(socket);
      socket.write('GET /ok HTTP/1.1\r\nHost: x\r\n\r\n');
      await answered(client, '/ok');
      expect(shed).to.have.length.greaterThan(79);
    });
  });
});
