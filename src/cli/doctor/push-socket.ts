// Opens a WebSocket to a channel as the service does, and waits for the answer to one ping.
import { Connection } from '../../notifications/connection.js';
import type { OutboundRoute } from '../../network/outbound-route.js';
import type { SocketOutcome } from './push-diagnosis.rules.js';
import type { Cancel, Clock } from '../../runtime/clock.js';

/** Milliseconds for the answer. */
const PONG_MS = 5_000;

/**
 * What becomes of a WebSocket to `uri`; never rejects.
 * @param wayTo how the service reaches an address
 * @param timeout milliseconds until it must stand
 */
export function answerTo(
  uri: string,
  wayTo: (url: string) => OutboundRoute,
  clock: Clock,
  timeout: number,
): Promise<SocketOutcome> {
  return new Promise((resolve) => {
    let cancel: Cancel = () => undefined;
    const end = (outcome: SocketOutcome) => {
      cancel();
      connection.cut();
      resolve(outcome);
    };
    const connection = new Connection(
      { uri, way: wayTo, clock, timeout },
      {
        // It sends the ping by itself.
        opened: () => (cancel = clock.after(PONG_MS, () => end({ kind: 'mute' }))),
        heard: ({ kind }) => kind === 'pong' && end({ kind: 'answered' }),
        lost: (reason) => end({ kind: 'lost', reason }),
      },
    );
  });
}
