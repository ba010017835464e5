// `GET /status` on the admin listener.
import type { RequestHandler } from 'express';
import type { HttpDependencies } from '../dependencies.js';
import { statusText } from './status-report.js';

/** Answers with the report of now. */
export function statusRoute(dependencies: HttpDependencies): RequestHandler {
  return async (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.type('json').send(await statusText(dependencies));
  };
}
