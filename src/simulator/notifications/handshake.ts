// The WebSocket handshake: recorded, perhaps hit by a fault, refused or accepted.
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pause, type Clock } from '../../runtime/clock.js';
import { json, type Answer } from '../answer.js';
import { readAsked, type Asked } from '../asked.js';
import { genesysError } from '../errors.js';
import { faultAnswer } from '../fault-answers.js';
import type { FaultBook } from '../faults.js';
import type { Upgrade } from '../listener.js';
import type { Random } from '../random.js';
import type { Records } from '../records.js';
import type { Channel } from './channels.js';
import type { Notifications } from './service.js';
import { accept } from './sockets.js';

/** What a handshake meets. */
interface Hall {
  readonly clock: Clock;
  readonly faults: FaultBook;
  readonly records: Records;
  readonly correlation: Random;
}

function refuse(socket: Socket, { status, headers, body }: Answer): void {
  const lines = Object.entries({
    ...headers,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

/** The door for WebSockets; whoever knows a channel's id may come in. */
export function createUpgrade(hall: Hall, service: Notifications): Upgrade {
  return (request, socket, head) => {
    // A caller that leaves before the answer needs none.
    socket.on('error', () => socket.destroy());
    shakeHands(hall, service, request, socket, head).catch(() => socket.destroy());
  };
}

async function shakeHands(
  hall: Hall,
  service: Notifications,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): Promise<void> {
  const asked = readAsked(request);
  const record = hall.records.open(request, asked, hall.clock.now());
  const { latencyMs, action } = hall.faults.hit(asked);
  record.fault = action?.kind ?? null;
  if (latencyMs > 0) await pause(hall.clock, latencyMs);
  if (action?.kind === 'hang' || socket.destroyed) return;
  if (action?.kind === 'reset') {
    socket.resetAndDestroy();
    return;
  }
  const contextId = hall.correlation.uuid();
  const faulty = action && faultAnswer(action, asked.route, contextId);
  const channel = faulty ? undefined : channelOf(service, asked);
  if (channel) {
    record.status = 101;
    accept(request, socket, head, (wire) => service.connect(channel, wire));
    return;
  }
  const refusal = faulty ?? json(genesysError(404, { contextId }), 404);
  record.status = refusal.status;
  refuse(socket, refusal);
}

const channelOf = (service: Notifications, { route, channelId }: Asked): Channel | undefined =>
  route === 'socket' && channelId !== null ? service.book.find(channelId) : undefined;
