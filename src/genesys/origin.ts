// What requests to Genesys say of the request that they are made for.
import { randomBytes } from 'node:crypto';
import type { Origin } from '../domain/model.js';
import { traceHeaders } from '../domain/trace-context.rules.js';

/** The headers of one load: the caller's trace, in which the load is a span of its own, and request id. */
export function originHeaders({ requestId, trace }: Origin): Record<string, string> {
  return { 'x-request-id': requestId, ...(trace && traceHeaders(trace, randomBytes(8).toString('hex'))) };
}
