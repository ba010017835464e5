// Which errors each kind of operation can answer with. A new error code does not compile without a place here.
import type { ErrorCode } from '../../domain/error-codes.js';

/** A part of an operation that errors can come from. */
export type ErrorPlace =
  /** Every answer. */
  | 'any'
  /** A part of the path may be left empty. */
  | 'path'
  | 'caller key'
  | 'parameters'
  /** Queues that the request names. */
  | 'queue id'
  /** Queues that are asked about, wherever they are named. */
  | 'queues'
  | 'webhook'
  | 'body'
  | 'organization'
  | 'admin key'
  /** Either of these keys. */
  | 'key'
  /** A page of another site might ask. */
  | 'same origin'
  | 'stream'
  | 'webhook run'
  /** Genesys Cloud is asked. */
  | 'genesys'
  /** Genesys Cloud is asked for members of a queue. */
  | 'members';

/** The place of each error code. */
export const ERROR_PLACES: Readonly<Record<ErrorCode, ErrorPlace>> = {
  unreadable_request: 'any',
  method_not_allowed: 'any',
  internal_error: 'any',
  route_not_found: 'path',
  caller_key_missing: 'caller key',
  caller_key_invalid: 'caller key',
  too_many_failed_keys: 'key',
  caller_quota_exceeded: 'caller key',
  unknown_parameter: 'parameters',
  invalid_parameter: 'parameters',
  invalid_queue_id: 'queue id',
  queue_not_allowed: 'queues',
  webhook_not_allowed: 'webhook',
  webhook_not_found: 'webhook',
  invalid_body: 'body',
  unsupported_media_type: 'body',
  body_too_large: 'body',
  organization_not_found: 'organization',
  admin_key_required: 'admin key',
  cross_site_request: 'same origin',
  too_many_streams: 'stream',
  invalid_webhook_run: 'webhook run',
  webhook_run_failed: 'webhook run',
  queue_not_found: 'members',
  genesys_permission_missing: 'genesys',
  genesys_request_refused: 'genesys',
  genesys_credentials_rejected: 'genesys',
  genesys_answer_too_large: 'genesys',
  genesys_too_many_pages: 'members',
  genesys_answer_invalid: 'genesys',
  genesys_foreign_answer: 'genesys',
  genesys_rate_limited: 'genesys',
  genesys_unavailable: 'genesys',
  genesys_unreachable: 'genesys',
  genesys_timeout: 'genesys',
  login_unreachable: 'genesys',
  login_timeout: 'genesys',
  login_unavailable: 'genesys',
  login_rate_limited: 'genesys',
  login_invalid_client: 'genesys',
  login_refused: 'genesys',
  login_foreign_answer: 'genesys',
  login_answer_invalid: 'genesys',
};

/** The codes that an operation with these places can answer with. */
export function codesOf(places: readonly ErrorPlace[]): ErrorCode[] {
  const byKey = places.includes('caller key') || places.includes('admin key');
  const can = new Set(byKey ? [...places, 'key'] : places);
  return (Object.keys(ERROR_PLACES) as ErrorCode[]).filter((code) => can.has(ERROR_PLACES[code]));
}
