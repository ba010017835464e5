// Sends what was written once and stays as it is: a page's file, the API description.
import type { Request, Response } from 'express';
import type { Rendering } from '../cache/renderings.js';
import { matches } from './response.js';

/** Answers with `rendering`; 304 when the caller has it already. */
export function sendReady(
  request: Request,
  response: Response,
  { contentType, body, etag }: Rendering,
): void {
  response.set({ 'Cache-Control': 'no-cache', ETag: etag });
  if (matches(request.headers['if-none-match'], etag)) response.status(304).end();
  else response.set('Content-Type', contentType).send(body);
}
