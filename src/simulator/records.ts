// Remembers every request that came, without any secret.
import type { IncomingMessage } from 'node:http';
import type { Asked } from './asked.js';
import type { Route } from './fault-rule.js';
import type { RequestRecord } from './types.js';

/** A record that is still being written. */
export type OpenRecord = { -readonly [Field in keyof RequestRecord]: RequestRecord[Field] };

/** A demo runs for days: beyond this many the older half goes; the counts stay right. */
const MOST = 100_000;

/** The path without a channel's id: who knows it can listen. */
const hidden = ({ path, channelId }: Asked): string =>
  channelId === null ? path : path.replace(channelId, '<channel>');

/** The requests since the last reset, and how many for each route. */
export class Records {
  list: OpenRecord[] = [];
  #counts = new Map<Route, number>();

  /** Opens the record of a request; `at` is the clock's monotonic milliseconds. */
  open(request: IncomingMessage, asked: Asked, at: number): OpenRecord {
    const record: OpenRecord = {
      at,
      method: asked.method,
      path: hidden(asked),
      query: asked.query,
      route: asked.route,
      status: 0,
      token: null,
      pageNumber: asked.pageNumber,
      pageSize: asked.pageSize,
      userAgent: request.headers['user-agent'] ?? null,
      traceparent: request.headers['traceparent']?.toString() ?? null,
      tracestate: request.headers['tracestate']?.toString() ?? null,
      requestId: request.headers['x-request-id']?.toString() ?? null,
      authorizationScheme: asked.scheme,
      credentials: null,
      fault: null,
    };
    if (this.list.length >= MOST) this.list = this.list.slice(MOST / 2);
    this.list.push(record);
    this.#counts.set(asked.route, (this.#counts.get(asked.route) ?? 0) + 1);
    return record;
  }

  count(route?: Route): number {
    if (route !== undefined) return this.#counts.get(route) ?? 0;
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  reset(): void {
    this.list = [];
    this.#counts.clear();
  }
}
