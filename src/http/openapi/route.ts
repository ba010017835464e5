// Serves the API description: written when it is first asked for, and then kept as bytes only.
import type { RequestHandler } from 'express';
import { toRendering, type Rendering } from '../../cache/renderings.js';
import { sendReady } from '../ready-bytes.js';
import { apiDescription, type Audience } from './document.js';

/** `GET /openapi.json` of one listener. */
export function openapiRoute(audience: Audience): RequestHandler {
  let rendering: Rendering | undefined;
  return (request, response) => {
    rendering ??= toRendering('application/json; charset=utf-8', JSON.stringify(apiDescription(audience)));
    sendReady(request, response, rendering);
  };
}
