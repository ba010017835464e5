// Runs a webhook for the admin page as the platform would, and says whether the call would be accepted.
import type { RequestHandler } from 'express';
import { ServiceError } from '../../domain/errors.js';
import { judgeRun } from '../../domain/platforms/run-verdict.rules.js';
import { callOwnListener } from './own-listener.js';
import type { HttpDependencies } from '../dependencies.js';
import { JSON_TYPE, readBody } from '../read-body.js';
import { readWebhookRun } from './read-webhook-run.js';

/** A run is a path, two headers and a criterion. */
const RUN_LIMIT_BYTES = 32_768;
/** So much of a body is shown; all of it is judged. */
const SHOWN_BYTES = 65_536;

const jsonOnly: RequestHandler = (request, _response, next) => {
  if (request.is('application/json')) return next();
  throw new ServiceError('unsupported_media_type', { hint: 'Send application/json.' });
};

/** Reads the JSON body of a run. */
export const readRun: RequestHandler[] = [jsonOnly, readBody(RUN_LIMIT_BYTES, [JSON_TYPE])];

/** `POST /webhook-runs` on the admin listener; nothing that was sent is logged or repeated but in the answer. */
export function webhookRunRoute({ publicUrl, clock }: HttpDependencies): RequestHandler {
  return async (request, response) => {
    const origin = publicUrl();
    const { accept, ...run } = readWebhookRun(request.body);
    if (origin === undefined) throw new ServiceError('webhook_run_failed');
    const { status, durationMs, headers, body } = await callOwnListener(origin, run, clock);
    response.setHeader('Cache-Control', 'no-store');
    response.json({
      status,
      durationMs: Math.round(durationMs * 10) / 10,
      headers,
      body: body.subarray(0, SHOWN_BYTES).toString('utf8'),
      ...judgeRun(accept, { status, body: body.toString('utf8') }),
    });
  };
}
