// Writes an answer: one function for every route and for the hot path, so that all say the same to the byte.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Served } from '../domain/model.js';
import type { Rendering } from '../cache/renderings.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** An answer that is ready to be written. */
export interface Answer {
  readonly status: number;
  readonly rendering: Rendering;
  /** The snapshot it rests on, or the oldest of several; absent when there is none. */
  readonly served?: Served;
}

const ALWAYS = [
  ...SECURITY_HEADERS,
  'Cache-Control',
  'private, no-cache',
  'Vary',
  'Authorization, X-API-Key',
];

/** An answer with its headers, for as long as they stay the same. */
export interface ReadyAnswer extends Answer {
  /** Names and values in turn, as `writeHead` takes them; the second is the request id, set at sending. */
  readonly headers: string[];
}

/** The headers of `answer`, with what RFC 9211 and RFC 9111 want said of it. */
export function readyAnswer(answer: Answer): ReadyAnswer {
  const { status, rendering, served } = answer;
  const headers = ['X-Request-Id', '', ...ALWAYS];
  if (served) {
    const age = Math.floor(Math.max(0, served.ageMs) / 1000);
    headers.push('Cache-Status', cacheStatus(served), 'Age', String(age));
  }
  if (status === 200) headers.push('ETag', rendering.etag);
  headers.push('Content-Type', rendering.contentType, 'Content-Length', String(rendering.body.length));
  return { ...answer, headers };
}

/** How many of the last headers speak of a body. */
const OF_BODY = 4;

/**
 * Writes `answer`; 304 when the caller has it already. Nothing but `Connection` may have been set before.
 * @returns the status that went out
 */
export function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  { status, rendering, headers }: ReadyAnswer,
): number {
  headers[1] = requestId;
  const { method } = request;
  const head = method === 'HEAD';
  if (status === 200 && (head || method === 'GET')) {
    if (matches(request.headers['if-none-match'], rendering.etag)) {
      response.writeHead(304, headers.slice(0, -OF_BODY)).end();
      return 304;
    }
  }
  response.writeHead(status, headers);
  if (head) response.end();
  else response.end(rendering.body);
  return status;
}

/** Sends `answer`; headers that were set before are replaced, but for `Connection`. @returns as `writeAnswer` */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  answer: Answer,
): number {
  for (const name of response.getHeaderNames()) if (name !== 'connection') response.removeHeader(name);
  return writeAnswer(request, response, requestId, readyAnswer(answer));
}

/** The Cache-Status header (RFC 9211) of an answer; `ttl` is in whole seconds, rounded down. */
export function cacheStatus(served: Served): string {
  const name = 'availability-proxy';
  switch (served.via) {
    case 'hit':
      return `${name}; hit; ttl=${Math.floor(served.ttlMs / 1000)}`;
    case 'miss':
      return `${name}; fwd=miss`;
    case 'collapsed':
      return `${name}; fwd=miss; collapsed`;
    case 'stale':
      return `${name}; fwd=stale; detail=${served.detail ?? 'error'}`;
  }
}

/** If-None-Match (RFC 9110 section 13.1.2): weak comparison. */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
}
