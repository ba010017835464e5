// One WebSocket: opened through the way out, texts in and out, and one word on why it ended. The only importer of ws.
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import type { OutboundRoute } from '../network/outbound-route.js';

/** Bytes of one message; a longer one ends the connection. */
const MOST_BYTES = 1_048_576;

/** Hears of one socket; nothing comes after `closed`. */
export interface SocketEvents {
  opened(): void;
  /** A text, or undefined for what isn't one. */
  received(text: string | undefined): void;
  /** Once, whatever the cause; `reason` is a code and holds nothing of the address. */
  closed(reason: string): void;
}

/** A socket from its first moment. */
export interface Socket {
  /** Sends if it is open. */
  send(text: string): void;
  /** Says good-bye and goes on receiving until the other side answers. */
  close(): void;
  /** Ends it at once. */
  cut(): void;
}

/** Opens a socket to `uri`, a ws or wss address. No token is sent: the address itself is the secret. Never throws. */
export function openSocket(uri: string, wayTo: (url: string) => OutboundRoute, events: SocketEvents): Socket {
  let socket: WebSocket | undefined;
  let ended = false;
  const end = (reason: string) => {
    if (ended) return;
    ended = true;
    events.closed(reason);
  };
  const begin = (options: WebSocket.ClientOptions) => {
    const opening = new WebSocket(uri, { maxPayload: MOST_BYTES, perMessageDeflate: false, ...options });
    socket = opening;
    opening.on('open', () => !ended && events.opened());
    opening.on('message', (data: Buffer, isBinary: boolean) => {
      if (!ended) events.received(isBinary ? undefined : data.toString('utf8'));
    });
    opening.on('unexpected-response', (_request, response) => {
      end(`HTTP_${response.statusCode ?? 0}`);
      opening.terminate();
    });
    opening.on('close', (code: number) => end(`CLOSED_${code}`));
    // Listened to for as long as it lives: an error that nobody hears ends the process.
    opening.on('error', (fault: NodeJS.ErrnoException) => end(fault.code ?? 'WEBSOCKET_ERROR'));
  };
  optionsFor(uri, wayTo).then(
    (options) => {
      if (ended) return void options.dismiss?.();
      try {
        begin(options.client);
      } catch {
        end('ADDRESS_REFUSED');
      }
    },
    (fault: NodeJS.ErrnoException) => end(fault.code ?? 'UNKNOWN'),
  );
  return {
    send: (text) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(text, () => undefined);
    },
    close: () => (socket ? socket.close() : end('CLOSED')),
    cut: () => {
      end('CUT');
      socket?.terminate();
    },
  };
}

interface Options {
  readonly client: WebSocket.ClientOptions;
  /** Ends what was opened in vain. */
  readonly dismiss?: () => void;
}

/** How the socket connects: by itself, or within a tunnel, trusting whom the way trusts. */
async function optionsFor(uri: string, wayTo: (url: string) => OutboundRoute): Promise<Options> {
  const { hostname, port, protocol } = new URL(uri);
  const isSecure = protocol === 'wss:';
  if (!isSecure && protocol !== 'ws:') throw Object.assign(new Error(), { code: 'ADDRESS_REFUSED' });
  // Ways are told by the address of a page; ws and wss are its http and https.
  const { tunnel, secureContext } = wayTo(uri.replace(/^ws/i, 'http'));
  const host = hostname.replace(/^\[|\]$/g, '');
  const trust = { host, servername: isIP(host) ? '' : host, ...(secureContext && { secureContext }) };
  if (tunnel) {
    const socket = await tunnel();
    const through = () => (isSecure ? connectTls({ ...trust, socket }) : socket);
    return { client: connecting(through), dismiss: () => socket.destroy() };
  }
  if (!isSecure || !secureContext) return { client: {} };
  return {
    client: connecting(() => connectTls({ ...trust, port: Number(port === '' ? 443 : port) })),
  };
}

/** The types of ws know only one of the forms that Node's own `createConnection` has. */
function connecting(open: () => Duplex): WebSocket.ClientOptions {
  return { createConnection: open } as unknown as WebSocket.ClientOptions;
}
