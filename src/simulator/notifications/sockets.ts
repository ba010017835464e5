// The only place that knows the WebSocket library: turns an upgrade into a wire.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

/** An open WebSocket, as far as it is needed. */
export interface Wire {
  send(text: string): void;
  /** Closes with status 1001 (going away). */
  close(why: string): void;
  /** Cuts it without a closing handshake. */
  terminate(): void;
  /** Reads nothing more, not even pings and closing frames, until `resume`. */
  pause(): void;
  resume(): void;
}

/** What happens on a wire. */
export interface WireEvents {
  text(text: string): void;
  closed(): void;
}

const LARGEST_MESSAGE_BYTES = 65_536;
const GOING_AWAY = 1001;

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: LARGEST_MESSAGE_BYTES,
});

function wireOf(socket: WebSocket): Wire {
  return {
    send: (text) => socket.send(text),
    close: (why) => socket.close(GOING_AWAY, why),
    terminate: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

/** Answers the handshake; one that isn't a WebSocket's gets an HTTP error from the library. */
export function accept(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  opened: (wire: Wire) => WireEvents,
): void {
  server.handleUpgrade(request, socket, head, (webSocket) => {
    const events = opened(wireOf(webSocket));
    // Whatever goes wrong with a connection ends it, and `close` follows.
    webSocket.on('error', () => webSocket.terminate());
    webSocket.on('message', (data, binary) => {
      if (!binary) events.text((data as Buffer).toString('utf8'));
    });
    webSocket.on('close', () => events.closed());
  });
}
