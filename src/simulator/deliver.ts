// Puts an answer on the wire, whole or in one of the ways in which answers get lost.
import type { ServerResponse } from 'node:http';
import { Readable, pipeline } from 'node:stream';
import type { Clock } from '../runtime/clock.js';
import type { Answer } from './answer.js';

function open(response: ServerResponse, answer: Answer): Buffer {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
  return body;
}

/** Sends the whole answer. */
export function send(response: ServerResponse, answer: Answer): void {
  response.end(open(response, answer));
}

/** Promises the whole body, sends half of it and ends the connection. */
export function truncate(response: ServerResponse, answer: Answer): void {
  const body = open(response, answer);
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}

/** Sends half of the body, then a byte every `everyMs` on the clock; without it, nothing more. */
export function dribble(
  response: ServerResponse,
  answer: Answer,
  clock: Clock,
  everyMs: number | undefined,
): void {
  const body = open(response, answer);
  let sent = body.length >> 1;
  response.write(body.subarray(0, sent));
  if (everyMs === undefined) return;
  const drip = () => {
    if (response.destroyed) return;
    sent += 1;
    if (sent >= body.length) {
      response.end(body.subarray(sent - 1));
      return;
    }
    response.write(body.subarray(sent - 1, sent));
    cancel = clock.after(everyMs, drip);
  };
  let cancel = clock.after(everyMs, drip);
  response.once('close', () => cancel());
}

const PREFIX = '{"padding":"';
const SUFFIX = '"}';
const CHUNK = Buffer.alloc(65_536, 'x');

function* padding(bytes: number): Generator<Buffer> {
  yield Buffer.from(PREFIX);
  for (let left = bytes - PREFIX.length - SUFFIX.length; left > 0; left -= CHUNK.length)
    yield left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
  yield Buffer.from(SUFFIX);
}

/** Sends a JSON object of `bytes` bytes (at least 14) in chunks, as fast as the reader takes them. */
export function sendHuge(
  response: ServerResponse,
  bytes: number,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(200, { ...headers, 'Content-Type': 'application/json' });
  // A reader that leaves early is the expected end; there is nobody to tell.
  pipeline(Readable.from(padding(bytes)), response, () => undefined);
}
