// What could not be read as a request is answered in the same form as every other error, and its connection ends.
import type { Duplex } from 'node:stream';
import type { Clock } from '../runtime/clock.js';
import type { Connections } from './connections.js';

/** Time for a client to take an answer that came before it had sent everything, in milliseconds. */
export const LINGER_MS = 1_000;

const UNREADABLE: Record<string, [status: string, title: string, hint: string]> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The request headers are too large',
    'Send fewer or shorter headers and parameters; 16 KB are taken.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'The request did not arrive in time',
    'Send the whole request at once.',
  ],
};
const MALFORMED: [string, string, string] = [
  '400 Bad Request',
  'This is not an HTTP request',
  'Check scheme (http or https), port and line ends.',
];

/** A listener for `clientError`. Answers to requests that came before go out first, in their order. */
export function refuseUnreadable(connections: Connections, clock: Clock) {
  const refused = new WeakSet<Duplex>();
  return (fault: NodeJS.ErrnoException, socket: Duplex): void => {
    // Without a handshake nothing that is written would go out, and `end` would wait for ever.
    if (!connections.speaks(socket) || fault.code === 'ECONNRESET' || !socket.writable)
      return void socket.destroy();
    if (refused.has(socket)) return;
    refused.add(socket);
    const refuse = () => {
      const before = connections.pending(socket);
      if (before.length > 0) return void before.at(-1)?.once('close', refuse);
      if (socket.destroyed || !socket.writable) return void socket.destroy();
      socket.end(answerTo(fault));
      const cancel = clock.after(LINGER_MS, () => socket.destroy());
      socket.once('close', cancel);
    };
    refuse();
  };
}

function answerTo({ code: faultCode = '' }: NodeJS.ErrnoException): string {
  const [status, title, hint] = UNREADABLE[faultCode] ?? MALFORMED;
  const code = 'unreadable_request';
  const problem = {
    type: `urn:genesys-availability-proxy:error:${code}`,
    title,
    status: Number(status.slice(0, 3)),
    code,
    hint,
  };
  const body = JSON.stringify(problem);
  const head = [
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${body}`;
}
