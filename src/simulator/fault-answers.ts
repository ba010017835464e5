// The answers that a fault gives instead of the right one.
import { json, type Answer } from './answer.js';
import { genesysError, oauthError } from './errors.js';
import type { FaultAction, Route, StatusAction } from './fault-rule.js';

const HTML = '<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>';

/** What a 429 says when the rule doesn't say. */
const DEFAULT_RETRY_AFTER_SECONDS = 3;

const PERMISSIONS = '[routing:queue:view, routing:queue:edit]';

function statusBody(action: StatusAction, seconds: string, route: Route, contextId: string): unknown {
  if (action.body !== undefined) return action.body;
  const { status, code, message } = action;
  if (route === 'login' && (status === 400 || status === 401)) return oauthError(code, message);
  return genesysError(status, {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    params: { seconds, permissions: PERMISSIONS, field: 'pageSize', value: 'x' },
    contextId,
  });
}

function statusAnswer(action: StatusAction, route: Route, contextId: string): Answer {
  const fallback = action.status === 429 ? DEFAULT_RETRY_AFTER_SECONDS : null;
  const retryAfter = action.retryAfter === undefined ? fallback : action.retryAfter;
  const seconds = String(retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS);
  const headers: Record<string, string> = retryAfter === null ? {} : { 'Retry-After': String(retryAfter) };
  return json(statusBody(action, seconds, route, contextId), action.status, headers);
}

/** The answer of a fault, or undefined when the right answer is still needed. */
export function faultAnswer(action: FaultAction, route: Route, contextId: string): Answer | undefined {
  if (action.kind === 'html')
    return { status: action.status ?? 200, headers: { 'Content-Type': 'text/html' }, body: HTML };
  if (action.kind === 'empty') return { status: 200, headers: {}, body: '' };
  if (action.kind === 'json') return json(action.body, action.status ?? 200);
  return action.kind === 'status' ? statusAnswer(action, route, contextId) : undefined;
}
