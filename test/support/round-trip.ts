// A round trip over a socket of our own: what else is on its way has had its turns by then.
import { connect, createServer, type Socket } from 'node:net';
import { ownTurn } from '../../src/runtime/turns.js';

let socket: Promise<Socket> | undefined;

/** Both ends are in this process, and neither keeps it alive. */
function echo(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const server = createServer((other) => other.unref().pipe(other)).unref();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      const client = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(client.unref()));
      client.once('error', reject);
    });
  });
}

const TRIPS = 3;

async function makeTrips(): Promise<void> {
  socket ??= echo();
  const client = await socket;
  client.ref();
  for (let trip = 0; trip < TRIPS; trip++) {
    await new Promise<void>((resolve) => {
      client.once('data', () => resolve());
      client.write('.');
    });
    // All who wait for a turn of their own have had it.
    await ownTurn();
  }
  client.unref();
}

let last: Promise<void> = Promise.resolve();

/** Resolves after a few trips, as many as a request and its answer take; those of several callers follow each other. */
export function roundTrip(): Promise<void> {
  return (last = last.then(makeTrips));
}
