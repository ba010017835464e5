// Genesys's error bodies, and OAuth's.

/** The code that Genesys gives with a status when nothing more special applies. */
const CODES: Readonly<Record<number, string>> = {
  400: 'bad.request',
  401: 'bad.credentials',
  403: 'missing.any.permissions',
  404: 'not.found',
  413: 'response.entity.too.large',
  429: 'too.many.requests',
  500: 'internal.server.error',
  502: 'bad.gateway',
  503: 'service.unavailable',
  504: 'request.timeout',
};

/** Messages by code; `{{name}}` is filled from the params. */
const MESSAGES: Readonly<Record<string, string>> = {
  'bad.request': 'The request could not be understood by the server due to malformed syntax.',
  'invalid.id': 'A non-UUID value was specified for an ID field.',
  'invalid.value': 'Value [{{value}}] is not valid for field type [{{field}}].',
  'invalid.query.param.value': 'Value [{{value}}] is not valid for query parameter [{{field}}].',
  'authentication.required': 'No authentication bearer token specified in authorization header.',
  'bad.credentials': 'Invalid login credentials.',
  'missing.permissions':
    'Unable to perform the requested action. You are missing the following permission(s): {{permissions}}',
  'missing.any.permissions':
    'Unable to perform the requested action. You must have at least one of the following permissions assigned: {{permissions}}',
  'missing.division.permission':
    'Unable to perform the requested action. You are missing the following division permission(s): {{permissions}}',
  'not.authorized': 'You are not authorized to perform the requested action.',
  'not.found': 'The requested resource was not found.',
  'response.entity.too.large': 'The response is over the size limit. Reduce pageSize or expand.',
  'too.many.requests': 'Rate limit exceeded the maximum. Retry the request in [{{seconds}}] seconds',
  'internal.server.error':
    'The server encountered an unexpected condition which prevented it from answering.',
  'bad.gateway': 'The gateway got no valid answer.',
  'service.unavailable': 'Service Unavailable - The server is currently unavailable.',
  'request.timeout': 'The request timed out.',
  'authentication.request.timeout': 'Authentication request timeout.',
};

/** What an error body is made of; the defaults follow from status and code. */
interface ErrorParts {
  readonly code?: string;
  readonly message?: string;
  /** Those that the message has no place for are left out. */
  readonly params?: Readonly<Record<string, string>>;
  /** The correlation id of the answer. */
  readonly contextId?: string;
  /** `Retry-After` of a 429 in seconds; default: what is left of the token's window. */
  readonly retryAfter?: string;
}

const fill = (text: string, params: Readonly<Record<string, string>>) =>
  text.replace(/\{\{(\w+)\}\}/g, (place, name: string) => params[name] ?? place);

/** Genesys's error body (published API definition): every field is always there. */
export function genesysError(status: number, parts: ErrorParts = {}) {
  const code = parts.code ?? CODES[status] ?? 'internal.server.error';
  const template = parts.message ?? MESSAGES[code] ?? code;
  const params = Object.fromEntries(
    Object.entries(parts.params ?? {}).filter(([name]) => template.includes(`{{${name}}}`)),
  );
  return {
    message: fill(template, params),
    code,
    status,
    messageWithParams: template,
    messageParams: params,
    contextId: parts.contextId ?? '',
    details: [],
    errors: [],
  };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  invalid_client: 'client not found or client secret is not valid',
  unsupported_grant_type: 'the grant type is not supported',
  invalid_request: 'the request is missing a parameter or is otherwise malformed',
};

/** The login's error body: both spellings of the description are seen. */
export function oauthError(
  error = 'invalid_client',
  description = DESCRIPTIONS[error] ?? error,
): { error: string; description: string; error_description: string } {
  return { error, description, error_description: description };
}

/** Thrown by a route to answer with an error. */
export class Refusal extends Error {
  readonly status: number;
  readonly parts: ErrorParts;

  constructor(status: number, parts: ErrorParts = {}) {
    super(parts.code ?? `status ${status}`);
    this.name = 'Refusal';
    this.status = status;
    this.parts = parts;
  }
}
