// The report as it changes: server-sent events, and polling where these don't get through.
import type { Status } from './status.js';

/** How the page hears of changes. */
export type Connection = 'live' | 'polling' | 'lost';

/** What is told. */
export interface Listener {
  status(status: Status): void;
  connection(connection: Connection): void;
}

const POLL_MS = 2_000;
/** Without an event for so long the stream is not trusted: proxies may hold it back. */
const SILENCE_MS = 6_000;

/** Follows the report until the page goes. */
export function follow(listener: Listener): void {
  let heardAt = Date.now();
  const heard = (text: string, connection: Connection) => {
    const status = JSON.parse(text) as Status;
    heardAt = Date.now();
    listener.connection(connection);
    listener.status(status);
  };
  const stream = new EventSource('status/events');
  let streaming = false;
  stream.addEventListener('status', ({ data }: MessageEvent<string>) => {
    streaming = true;
    heard(data, 'live');
  });
  stream.addEventListener('error', () => (streaming = false));
  const poll = async () => {
    if (streaming && Date.now() - heardAt < SILENCE_MS) return;
    try {
      const answer = await fetch('status', { signal: AbortSignal.timeout(POLL_MS * 2) });
      if (!answer.ok) throw new Error(String(answer.status));
      heard(await answer.text(), streaming ? 'live' : 'polling');
    } catch {
      if (Date.now() - heardAt > POLL_MS) listener.connection('lost');
    }
  };
  const again = () => void poll().finally(() => setTimeout(again, POLL_MS));
  setTimeout(again, POLL_MS);
}
