// Serves the API description: written when it is first asked for, and then kept as bytes only.
import type { RequestHandler } from 'express';
import { toRendering, type Rendering } from '../../snapshots/renderings.js';
import { apiDescription, type Audience } from './document.js';

/** `GET /openapi.json` of one listener. */
export function openapiRoute(audience: Audience): RequestHandler {
  let rendering: Rendering | undefined;
  return (_request, response) => {
    rendering ??= toRendering('application/json; charset=utf-8', JSON.stringify(apiDescription(audience)));
    const { contentType, body, etag } = rendering;
    // Express itself answers 304 to an If-None-Match with this ETag, and leaves the body out for HEAD.
    response.set({ 'Content-Type': contentType, 'Cache-Control': 'no-cache', ETag: etag });
    response.send(body);
  };
}
