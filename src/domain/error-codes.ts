// The table of error codes: each with its HTTP status, what it means for a cache, a title and what to do.

/**
 * What a failure means for the layers above: `unavailable` may be bridged with an older answer, `rejected` too (Genesys
 * takes no token, which says nothing of the queue), but no failure policy answers for it; `refused` is Genesys's own
 * clear no and never is bridged, `caller` is the request's fault, `internal` is ours.
 */
export type ErrorKind = 'unavailable' | 'rejected' | 'refused' | 'caller' | 'internal';

/** Whether an older answer may stand in for a failure of this kind. */
export function mayBeBridged(kind: ErrorKind): boolean {
  return kind === 'unavailable' || kind === 'rejected';
}

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

interface ErrorClass {
  readonly status: number;
  readonly kind: ErrorKind;
  /** Which operations can answer with it: those that have this part. */
  readonly place: ErrorPlace;
  readonly title: string;
  readonly hint: string;
}

/** Every code that the service can answer with; docs/errors.md lists the same. */
export const ERRORS = {
  caller_key_missing: {
    status: 401,
    kind: 'caller',
    place: 'caller key',
    title: 'The request carries no caller key',
    hint: 'Send the caller key as "Authorization: Bearer <key>" or "X-API-Key: <key>".',
  },
  caller_key_invalid: {
    status: 401,
    kind: 'caller',
    place: 'caller key',
    title: 'The caller key is not known',
    hint: "Check that the header holds this service's caller key (not a Genesys token), whole and without quotes.",
  },
  too_many_failed_keys: {
    status: 429,
    kind: 'caller',
    place: 'key',
    title: 'Too many requests with a wrong key',
    hint: 'Correct the key; requests with a valid key are answered at once.',
  },
  caller_quota_exceeded: {
    status: 429,
    kind: 'caller',
    place: 'caller key',
    title: "The caller's quota is used up",
    hint: 'Wait for Retry-After, or ask the operator for a larger quota.',
  },
  queue_not_allowed: {
    status: 403,
    kind: 'caller',
    place: 'queues',
    title: 'This caller may not ask for this queue',
    hint: "Ask the operator to add the queue to this caller's allow-list.",
  },
  webhook_not_allowed: {
    status: 403,
    kind: 'caller',
    place: 'webhook',
    title: 'This caller may not use this webhook',
    hint: "Ask the operator to add the caller to the webhook's callers; caller and webhook must be of one organization.",
  },
  webhook_not_found: {
    status: 404,
    kind: 'caller',
    place: 'webhook',
    title: 'There is no webhook of this name here',
    hint: 'Check the name in the URL, upper and lower case too, against webhooks in the settings.',
  },
  invalid_queue_id: {
    status: 400,
    kind: 'caller',
    place: 'queue id',
    title: 'The queue id is not a UUID',
    hint: 'Copy the id from the address bar of the queue in Genesys Cloud Admin: 36 characters such as 1b2c3d4e-0000-4000-8000-123456789abc.',
  },
  unknown_parameter: {
    status: 400,
    kind: 'caller',
    place: 'parameters',
    title: 'The request has a parameter that this route does not know',
    hint: 'Correct or remove it; parameters that a platform appends by itself can be listed under ignoreParameters of the caller.',
  },
  invalid_parameter: {
    status: 400,
    kind: 'caller',
    place: 'parameters',
    title: 'A parameter has a value that cannot be used',
    hint: 'Correct the value as the detail says.',
  },
  invalid_body: {
    status: 400,
    kind: 'caller',
    place: 'body',
    title: 'The request body cannot be read',
    hint: 'Send a JSON object or a form whose names are the query parameters of this route, or no body.',
  },
  unsupported_media_type: {
    status: 415,
    kind: 'caller',
    place: 'body',
    title: 'The request body has a type that is not understood',
    hint: 'Send application/json or application/x-www-form-urlencoded.',
  },
  body_too_large: {
    status: 413,
    kind: 'caller',
    place: 'body',
    title: 'The request body is too large',
    hint: 'A webhook needs only a few parameters; send them alone.',
  },
  route_not_found: {
    status: 404,
    kind: 'caller',
    place: 'path',
    title: 'There is nothing at this address',
    hint: 'Use /api/v2/routing/queues/{queueId}/members, /v1/queues/{queueId}/availability, /v1/availability or /v1/webhooks/{name}; on the admin listener /metrics, /status or /health/token.',
  },
  method_not_allowed: {
    status: 405,
    kind: 'caller',
    place: 'any',
    title: 'This address does not take this method',
    hint: 'Use a method that the Allow header names.',
  },
  unreadable_request: {
    status: 400,
    kind: 'caller',
    place: 'any',
    title: 'This is not a request that can be read',
    hint: 'Check scheme (http or https), port and the size of headers; 408 and 431 carry this code too.',
  },
  organization_not_found: {
    status: 404,
    kind: 'caller',
    place: 'organization',
    title: 'There is no organization of this name here',
    hint: 'Use a name from the settings, or leave the parameter out to see all.',
  },
  admin_key_required: {
    status: 401,
    kind: 'caller',
    place: 'admin key',
    title: 'This page needs the admin key',
    hint: 'Send "Authorization: Bearer <ADMIN_KEY>".',
  },
  too_many_streams: {
    status: 429,
    kind: 'caller',
    place: 'stream',
    title: 'Too many status pages are open',
    hint: 'Close some; the page goes on by asking every two seconds.',
  },
  cross_site_request: {
    status: 403,
    kind: 'caller',
    place: 'same origin',
    title: "Another site's page may not ask for this",
    hint: 'Open the admin page at its own address, and let a proxy before it pass on Host and Origin as the browser sent them.',
  },
  invalid_webhook_run: {
    status: 400,
    kind: 'caller',
    place: 'webhook run',
    title: 'This is not a webhook that can be run',
    hint: 'Correct what the detail names.',
  },
  webhook_run_failed: {
    status: 503,
    kind: 'unavailable',
    place: 'webhook run',
    title: 'The public listener did not answer the webhook that was run',
    hint: 'Try again; look at the log, and whether the service is ending.',
  },
  queue_not_found: {
    status: 404,
    kind: 'refused',
    place: 'members',
    title: 'Genesys Cloud does not know this queue',
    hint: 'Check the queue id, the organization and its region; a queue in a division that the OAuth client cannot see looks the same.',
  },
  genesys_permission_missing: {
    status: 403,
    kind: 'refused',
    place: 'genesys',
    title: 'The OAuth client lacks a permission',
    hint: 'Give a role of the OAuth client the permission that the detail names (routing:queue:view is enough), in the division of the queue.',
  },
  genesys_request_refused: {
    status: 400,
    kind: 'refused',
    place: 'genesys',
    title: 'Genesys Cloud refused the query',
    hint: 'Correct the parameter that the detail names.',
  },
  genesys_credentials_rejected: {
    status: 502,
    kind: 'rejected',
    place: 'genesys',
    title: 'Genesys Cloud rejects the tokens of this OAuth client',
    hint: 'The caller key is fine. Check that the OAuth client is active and that login and API host are of the same region.',
  },
  genesys_answer_too_large: {
    status: 502,
    kind: 'refused',
    place: 'genesys',
    title: 'Genesys Cloud finds the answer too large even at the smallest page size',
    hint: 'Ask for fewer expand values.',
  },
  genesys_too_many_pages: {
    status: 502,
    kind: 'refused',
    place: 'members',
    title: 'The queue has more pages than may be fetched',
    hint: 'Narrow the filters, or raise genesys.maxPages in the settings.',
  },
  genesys_answer_invalid: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'Genesys Cloud answered with something that is not a page of members',
    hint: 'Usually passing; look at the status page of Genesys Cloud, and at the API host in the settings if it lasts.',
  },
  genesys_foreign_answer: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'Something between here and Genesys Cloud answered in its place',
    hint: 'A proxy, firewall, CDN or load balancer says this, not Genesys Cloud: have it let requests to the API host pass (the detail names what it answered), and check the API host in the settings.',
  },
  genesys_rate_limited: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'The rate limit of Genesys Cloud is reached',
    hint: 'Wait for Retry-After; fewer queues, a longer freshFor or a higher limit help for good.',
  },
  genesys_unavailable: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'Genesys Cloud cannot answer right now',
    hint: 'Try again; look at the status page of Genesys Cloud if it lasts.',
  },
  genesys_unreachable: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'Genesys Cloud cannot be reached',
    hint: 'Check DNS, firewall and proxy between this service and the API host in the settings.',
  },
  genesys_timeout: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'Genesys Cloud did not answer in time',
    hint: 'Usually passing; look at the status page of Genesys Cloud if it lasts.',
  },
  login_unreachable: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'The login of Genesys Cloud cannot be reached',
    hint: 'Check DNS, firewall and proxy between this service and the login host, and the region in the settings.',
  },
  login_timeout: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'The login of Genesys Cloud did not answer in time',
    hint: 'Usually passing; the service tries again by itself.',
  },
  login_unavailable: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'The login of Genesys Cloud cannot answer right now',
    hint: 'Usually passing; the service tries again by itself.',
  },
  login_rate_limited: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'The login of Genesys Cloud refuses further requests for now',
    hint: 'The service waits as told; check whether something else logs in with the same OAuth client.',
  },
  login_invalid_client: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'The login of Genesys Cloud rejects the client id or secret',
    hint: 'Check client id and secret, and the region: the login of a wrong region says the same. The service tries again by itself, at once when a secret file changes.',
  },
  login_refused: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'The login of Genesys Cloud refuses the client',
    hint: 'Check that the OAuth client is active and uses the grant type Client Credentials.',
  },
  login_foreign_answer: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'Something between here and the login of Genesys Cloud answered in its place',
    hint: 'A proxy, firewall, CDN or load balancer says this, not Genesys Cloud: have it let requests to the login host pass, and check the login host in the settings.',
  },
  login_answer_invalid: {
    status: 503,
    kind: 'unavailable',
    place: 'genesys',
    title: 'The login answered with something that is not a token',
    hint: 'Check the login host in the settings; a proxy or captive portal may answer in its place.',
  },
  internal_error: {
    status: 500,
    kind: 'internal',
    place: 'any',
    title: 'The service met a fault of its own',
    hint: 'Report it with the request id; the log has the cause.',
  },
} as const satisfies Record<string, ErrorClass>;

/** A stable, documented error code. */
export type ErrorCode = keyof typeof ERRORS;
