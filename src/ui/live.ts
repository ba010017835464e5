// The report as it changes: server-sent events, and polling where these don't get through.
import type { Status } from './status.js';

/** How the page hears of changes. */
export type Connection = 'live' | 'polling' | 'lost';

/** What is told. */
export interface Listener {
  status(status: Status): void;
  /** @param since milliseconds since the epoch of what was heard last, or of the beginning; @param why nothing comes */
  connection(connection: Connection, since: number, why: string): void;
}

const POLL_MS = 2_000;
/** Without an event for so long the stream is not trusted: proxies may hold it back. */
const SILENCE_MS = 6_000;
/** A stream that was refused is tried again after so long; one that broke off tries by itself. */
const REOPEN_MS = 10_000;

/** Follows the report until the page goes. */
export function follow(listener: Listener): void {
  let heardAt = Date.now();
  const heard = (text: string, connection: Connection) => {
    const status = JSON.parse(text) as Status;
    heardAt = Date.now();
    listener.connection(connection, heardAt, '');
    listener.status(status);
  };
  const stream = openStream((text) => heard(text, 'live'));
  const poll = async () => {
    stream.keepOpen();
    if (stream.isLive() && Date.now() - heardAt < SILENCE_MS) return;
    try {
      const answer = await fetch('status', { signal: AbortSignal.timeout(POLL_MS * 2) });
      if (!answer.ok) return lost(refusal(answer.status));
      heard(await answer.text(), stream.isLive() ? 'live' : 'polling');
    } catch {
      lost('Nothing answers.');
    }
  };
  const lost = (why: string) => {
    if (Date.now() - heardAt > POLL_MS) listener.connection('lost', heardAt, why);
  };
  const again = () => void poll().finally(() => setTimeout(again, POLL_MS));
  setTimeout(again, POLL_MS);
}

/** What an answer means that is no report. */
function refusal(status: number): string {
  return status === 401
    ? 'The admin key is asked for, and may have changed: load the page again.'
    : `The service answers with the status ${status}: its log says why.`;
}

interface Stream {
  /** Whether events have come and nothing has gone wrong since. */
  isLive(): boolean;
  /** Opens it again where the browser has given up. */
  keepOpen(): void;
}

function openStream(heard: (text: string) => void): Stream {
  let [live, openedAt] = [false, 0];
  const open = () => {
    openedAt = Date.now();
    const source = new EventSource('status/events');
    source.addEventListener('status', ({ data }: MessageEvent<string>) => {
      live = true;
      heard(data);
    });
    source.addEventListener('error', () => (live = false));
    return source;
  };
  let stream = open();
  return {
    isLive: () => live,
    keepOpen() {
      const gaveUp = stream.readyState === EventSource.CLOSED;
      if (gaveUp && Date.now() - openedAt >= REOPEN_MS) stream = open();
    },
  };
}
