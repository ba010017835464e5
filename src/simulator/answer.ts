// What a route says back, before it meets the socket.

/** A whole answer; Content-Length is added when it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** JSON text as an answer. */
export function jsonText(body: string, status = 200, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body };
}

/** A value as a JSON answer. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return jsonText(JSON.stringify(body), status, headers);
}
