// Opens a listener with timeouts against slow clients, and closes it without failing a request.
import {
  createServer as createHttp,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps, Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { App } from './app.js';
import { pause, type Clock } from '../runtime/clock.js';
import type { TlsSettings } from '../settings/types.js';

/** Where to listen and how long a client may take to send its request, in milliseconds. */
interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsSettings;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
}

/** An open listener. */
export interface Listener {
  /** Origin under which it is reached; an unspecified host is shown as 127.0.0.1. */
  readonly url: string;
  /** Every answer from now on ends its connection, also those that are being worked on. */
  sendAway(): void;
  /** Connections that begin from now on meet this certificate; none without TLS. */
  useCertificate(tls: TlsSettings): void;
  /** Takes no new connection, lets what is in flight finish, and ends. */
  close(clock: Clock): Promise<void>;
}

/** Longer than load balancers keep idle connections, so that it is never we who close under a request. */
const KEEP_ALIVE_MS = 75_000;
/** How often node looks for connections past their timeout. */
const SWEEP_MS = 1_000;
/** A client that takes its answer more slowly than this is cut off at the end. */
export const LAST_ANSWERS_MS = 20_000;

/** @throws the error of `listen` (EADDRINUSE, EACCES, …) */
export async function listen({ quick, handler }: App, options: ListenerOptions): Promise<Listener> {
  const timeouts = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: options.headersTimeout,
    requestTimeout: options.requestTimeout,
    connectionsCheckingInterval: SWEEP_MS,
  };
  const inFlight = new Set<ServerResponse>();
  let leaving = false;
  const tracked: RequestListener = (request, response) => {
    if (leaving) endConnection(response);
    else if (quick(request, response)) return;
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
    handler(request, response);
  };
  const server = options.tls
    ? createHttps({ ...timeouts, cert: options.tls.cert, key: options.tls.key }, tracked)
    : createHttp(timeouts, tracked);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('clientError', refuseUnreadable);
  const sendAway = () => {
    leaving = true;
    inFlight.forEach(endConnection);
  };
  const close = (clock: Clock) => {
    sendAway();
    return closeServer(server, clock);
  };
  const useCertificate = ({ cert, key }: TlsSettings) => {
    if (server instanceof HttpsServer) server.setSecureContext({ cert, key });
  };
  return { url: urlOf(server, options), sendAway, useCertificate, close };
}

/** What node could not read as a request: answered in the same form as every other error. */
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

function refuseUnreadable(fault: NodeJS.ErrnoException, socket: Duplex): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, title, hint] = UNREADABLE[fault.code ?? ''] ?? MALFORMED;
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
  socket.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${body}`);
}

function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

function urlOf(server: Server, { host, tls }: ListenerOptions): string {
  const { port } = server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${shown}:${port}`;
}

async function closeServer(server: Server, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const patience = new AbortController();
  const cutOff = pause(clock, LAST_ANSWERS_MS, patience.signal).then(() => server.closeAllConnections());
  cutOff.catch(() => undefined);
  await closed;
  patience.abort();
}
