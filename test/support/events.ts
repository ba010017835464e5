// Reads server-sent events as they come.
import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

/** An open stream, or the refusal of one. */
export interface Followed<T> {
  readonly response: { readonly status: number; readonly headers: Headers };
  /** What has come so far. */
  readonly events: T[];
  /** Settles when the stream has ended, by whichever side. */
  readonly ended: Promise<void>;
  readonly leave: () => void;
}

/**
 * Follows the stream at `url` until it ends or `leave` is called. Over a connection of its own: `fetch` opens another
 * one when it is left, which a server that ends would wait for.
 */
export async function follow<T>(url: string, headers: Record<string, string> = {}): Promise<Followed<T>> {
  const request = get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const events: T[] = [];
  const ended = read(response, (data) => events.push(JSON.parse(data) as T)).catch(() => undefined);
  const told = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    response: { status: response.statusCode ?? 0, headers: new Headers(told) },
    events,
    ended,
    leave: () => void request.destroy(),
  };
}

async function read(response: IncomingMessage, heard: (data: string) => void): Promise<void> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      if (data !== undefined) heard(data);
      text = text.slice(end + 2);
    }
  }
}
