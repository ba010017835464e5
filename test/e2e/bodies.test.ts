// Bodies over raw connections: refused by their announcement, cut at the limit, and asked for only when wanted.
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { once } from 'node:events';
import { expect } from 'chai';
import { KEY, startService, stopServices, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

describe('the body of a request, whole service', () => {
  let service: TestService;
  const clients: Socket[] = [];
  before(async () => {
    service = await startService({ simulator: { queues: [{ id: QUEUE, agents: [{}, {}] }] } });
  });
  afterEach(() => clients.splice(0).forEach((socket) => socket.destroy()));
  after(stopServices);

  const post = async (headers: readonly string[], key = KEY) => {
    const { hostname, port } = new URL(service.publicUrl);
    const socket = connect(Number(port), hostname);
    clients.push(socket);
    const client = { socket, text: '' };
    socket.on('data', (chunk) => (client.text += String(chunk))).on('error', () => undefined);
    await once(socket, 'connect');
    const head = [
      `POST /v1/queues/${QUEUE}/availability HTTP/1.1`,
      'Host: x',
      `X-API-Key: ${key}`,
      ...headers,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    return client;
  };
  const says = (client: { text: string }, status: number) =>
    until(
      () => client.text.startsWith(`HTTP/1.1 ${status} `) && client.text.includes('\r\n\r\n'),
      `a ${status}`,
    );
  const JSON_BODY = 'Content-Type: application/json';

  it('is refused before any of it was sent where it is announced as too long', async () => {
    await says(await post([JSON_BODY, 'Content-Length: 16385']), 413);
    await says(await post([JSON_BODY, 'Content-Length: 4294967297']), 413);
  });

  it('is cut where one that goes on passes the limit, though its end never comes', async () => {
    const client = await post([JSON_BODY, 'Transfer-Encoding: chunked']);
    for (let index = 0; index < 5; index++) client.socket.write(`1000\r\n${'x'.repeat(4_096)}\r\n`);
    await says(client, 413);
    await until(() => client.socket.destroyed || client.socket.readableEnded);
  });

  it('is refused when it unpacks to more', async () => {
    const packed = gzipSync(JSON.stringify({ min: 'x'.repeat(1_000_000) }));
    const client = await post([JSON_BODY, 'Content-Encoding: gzip', `Content-Length: ${packed.length}`]);
    client.socket.write(packed);
    await says(client, 413);
  });

  it('is asked for of a client that waits for that, and not where it is refused anyway', async () => {
    const expecting = [JSON_BODY, 'Content-Length: 9', 'Expect: 100-continue'];
    const asked = await post(expecting);
    await until(() => asked.text === 'HTTP/1.1 100 Continue\r\n\r\n');
    asked.socket.write('{"min":2}');
    await until(() => asked.text.includes('HTTP/1.1 200 ') && asked.text.includes('"minimum":2'));
    const unknown = await post(expecting, `${KEY}x`);
    await says(unknown, 401);
    const long = await post([JSON_BODY, 'Content-Length: 20000', 'Expect: 100-continue']);
    await says(long, 413);
    for (const { text } of [unknown, long]) expect(text).to.not.include('100 Continue');
  });

  for (const type of [
    'application/json; charset=utf-16',
    'application/json;charset="iso-8859-1"',
    'application/x-www-form-urlencoded; charset=latin1',
  ])
    it(`is refused as ${type}`, async () => {
      await says(await post([`Content-Type: ${type}`, 'Content-Length: 9']), 415);
    });

  it('is taken in gzip, deflate and br, and in no other encoding', async () => {
    const packed = gzipSync('{"min":2}');
    const client = await post([JSON_BODY, 'Content-Encoding: gzip', `Content-Length: ${packed.length}`]);
    client.socket.write(packed);
    await says(client, 200);
    await says(await post([JSON_BODY, 'Content-Encoding: zstd', 'Content-Length: 9']), 415);
  });

  it('that breaks off harms nobody', async () => {
    const client = await post([JSON_BODY, 'Content-Length: 9']);
    client.socket.write('{"mi');
    client.socket.destroy();
    expect((await service.get(`/v1/queues/${QUEUE}/availability`)).status).to.equal(200);
  });
});
