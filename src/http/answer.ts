// Writes an answer: the same headers whatever the route, 304 when the caller has it already.
import type { Request, Response } from 'express';
import type { Served } from '../model.js';
import type { Rendering } from '../snapshots/renderings.js';

/**
 * Sends `rendering` with what RFC 9211 and RFC 9111 want said of it.
 * @param served the snapshot the answer rests on; absent when there is none
 */
export function sendAnswer(
  request: Request,
  response: Response,
  rendering: Rendering,
  served: Served | undefined,
  status = 200,
): void {
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('Vary', 'Authorization, X-API-Key');
  if (served) {
    response.setHeader('Cache-Status', cacheStatus(served));
    response.setHeader('Age', String(Math.floor(Math.max(0, served.ageMs) / 1000)));
  }
  if (status === 200) response.setHeader('ETag', rendering.etag);
  if (status === 200 && matches(request.headers['if-none-match'], rendering.etag)) {
    response.status(304).end();
    return;
  }
  response.setHeader('Content-Type', rendering.contentType);
  response.setHeader('Content-Length', rendering.body.length);
  response.status(status);
  if (request.method === 'HEAD') response.end();
  else response.end(rendering.body);
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
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
}
