// Opens a listener with timeouts against slow clients, and closes it without failing a request.
import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps, Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { App } from './app.js';
import { Connections } from './connections.js';
import { arrivals } from './request-context.js';
import { LINGER_MS, refuseUnreadable } from './unreadable.js';
import type { Clock } from '../runtime/clock.js';
import { ownTurn } from '../runtime/turns.js';
import type { TlsSettings } from '../settings/types.js';

/** Where to listen and how long a client may take to send its request, in milliseconds. */
interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsSettings;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** With more, one that is silent or idle is closed for each that comes. */
  readonly maxConnections: number;
  /** Hears of each connection that was closed for want of room; `refused`: the new one, as all others were busy. */
  readonly onShed?: (what: 'closed' | 'refused') => void;
  /** Hears by its code why a connection could not be accepted. */
  readonly onFault?: (code: Uppercase<string>) => void;
}

/** An open listener. */
export interface Listener {
  /** Origin under which it is reached; an unspecified host is shown as 127.0.0.1. */
  readonly url: string;
  /** Every answer from now on ends its connection, also those that are being worked on. */
  sendAway(): void;
  /** Connections that begin from now on meet this certificate; none without TLS. */
  useCertificate(tls: TlsSettings): void;
  /** Closes a tenth of the connections, silent and idle ones. */
  makeRoom(): void;
  /** Takes no new connection, lets what is in flight finish, and ends. */
  close(): Promise<void>;
}

/** Longer than load balancers keep idle connections, so that it is never we who close under a request. */
const KEEP_ALIVE_MS = 75_000;
/** How often node looks for connections past their timeout. */
const SWEEP_MS = 1_000;
/** What is still being worked on when the listener closes is waited for at most so long. */
export const LAST_ANSWERS_MS = 20_000;
/** At the close, a client's time to send the rest of its request or to take its answer. */
const LAST_BYTES_MS = 1_500;
/** Longer than any answer is worked on: a client that takes nothing for so long is gone. */
const STANDSTILL_MS = 120_000;

/** @throws the error of `listen` (EADDRINUSE, EACCES, …) */
export async function listen(
  { quick, handler }: App,
  options: ListenerOptions,
  clock: Clock,
): Promise<Listener> {
  const timeouts = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: options.headersTimeout,
    requestTimeout: options.requestTimeout,
    connectionsCheckingInterval: SWEEP_MS,
  };
  const connections = new Connections();
  const inFlight = new Set<ServerResponse>();
  let leaving = false;
  const tracked: RequestListener = (request, response) => {
    if (leaving) endConnection(response);
    else if (quick(request, response)) return connections.asked(request, response);
    inFlight.add(response);
    connections.asked(request, response);
    response.once('close', () => {
      inFlight.delete(response);
      if (!request.complete) endSoon(request, clock);
    });
    if (isLong(request)) void inOwnTurn(request, clock).then(() => handler(request, response));
    else handler(request, response);
  };
  const server = options.tls
    ? createHttps(
        { ...timeouts, ...handshakeTimeout(options), cert: options.tls.cert, key: options.tls.key },
        tracked,
      )
    : createHttp(timeouts, tracked);
  server.timeout = STANDSTILL_MS;
  // Who reads the body asks for it; a refusal comes before it.
  server.on('checkContinue', tracked);
  follow(server, connections, options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      // A connection that could not be accepted is no reason to end; a fault of `listen` is another matter.
      server.on('error', ({ code = 'UNKNOWN' }: NodeJS.ErrnoException) =>
        options.onFault?.(code as Uppercase<string>),
      );
      resolve();
    });
  });
  server.on('clientError', refuseUnreadable(connections, clock));
  const sendAway = () => {
    leaving = true;
    inFlight.forEach(endConnection);
  };
  const close = () => {
    sendAway();
    return closeServer(server, connections, clock);
  };
  const useCertificate = ({ cert, key }: TlsSettings) => {
    if (server instanceof HttpsServer) server.setSecureContext({ cert, key });
  };
  const makeRoom = () => shedTenth(connections);
  return { url: urlOf(server, options), sendAway, useCertificate, makeRoom, close };
}

function inOwnTurn(request: IncomingMessage, clock: Clock): Promise<void> {
  arrivals.set(request, clock.now());
  return ownTurn();
}

/** Characters of an address, and bytes of a body, that take no time to speak of. */
const SHORT_LENGTH = 1_024;

/** Whether reading the request, and keeping what it asks, takes long enough for a turn of its own. */
const isLong = ({ url = '', headers }: IncomingMessage) =>
  url.length > SHORT_LENGTH ||
  headers['transfer-encoding'] !== undefined ||
  Number(headers['content-length'] ?? 0) > SHORT_LENGTH;

/** Hands each connection over to `connections`, and has one closed for each that is too many. */
function follow(server: Server, connections: Connections, { tls, maxConnections, onShed }: ListenerOptions) {
  server.on('connection', (socket: Socket) => {
    connections.add(socket, tls !== undefined);
    if (connections.size <= maxConnections) return;
    const closed = connections.shed();
    if (!closed) socket.destroy();
    onShed?.(closed ? 'closed' : 'refused');
  });
  server.on('secureConnection', (socket: Socket) => connections.secure(socket));
}

function shedTenth(connections: Connections): void {
  for (let left = Math.ceil(connections.size / 10); left > 0; left--) if (!connections.shed()) return;
}

/** It was answered before all of it had come: the client gets time to read that, and can't send for ever. */
function endSoon(request: IncomingMessage, clock: Clock): void {
  const { socket } = request;
  if (socket.destroyed) return;
  const cancel = clock.after(LINGER_MS, () => {
    if (!request.complete) socket.destroy();
  });
  request.once('close', cancel);
}

/** The time of the headers is that of the handshake; without a limit node's own holds. */
const handshakeTimeout = ({ headersTimeout }: ListenerOptions) =>
  headersTimeout > 0 && { handshakeTimeout: headersTimeout };

function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

function urlOf(server: Server, { host, tls }: ListenerOptions): string {
  const { port } = server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${shown}:${port}`;
}

async function closeServer(server: Server, connections: Connections, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.endIdle();
  let stalled = connections.stalled();
  let cancel = (): void => undefined;
  const cutOff = (leftMs: number) => {
    cancel = clock.after(Math.min(LAST_BYTES_MS, leftMs), () => {
      if (leftMs <= LAST_BYTES_MS) return connections.endAll();
      connections.endIdle();
      connections.endStalled(stalled);
      stalled = connections.stalled();
      cutOff(leftMs - LAST_BYTES_MS);
    });
  };
  cutOff(LAST_ANSWERS_MS);
  await closed;
  cancel();
}
