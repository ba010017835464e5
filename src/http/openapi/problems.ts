// Error answers in the API description: from the table of error codes, by status, with an example of each.
import { ERRORS, type ErrorCode, type ErrorPlace } from '../../domain/error-codes.js';
import { codesOf } from './error-places.js';
import { header, headersOf, type HeaderName } from './headers.js';
import {
  closed,
  count,
  ref,
  type Paths,
  text,
  type ResponseObject,
  type Responses,
  type Schema,
} from './types.js';

/** The schema of every error. */
export function problemSchema(): Schema {
  return {
    ...closed(
      'An error (RFC 9457). Match on `code`, which is stable; `detail` says what happened this time and `hint` what to do.',
      {
        type: { type: 'string', pattern: '^urn:genesys-availability-proxy:error:[a-z_]+$' },
        title: text('What went wrong, the same for every error of this code.'),
        status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
        code: ref('schemas', 'ErrorCode'),
        detail: text('What happened this time; missing only where the request could not be read.'),
        hint: text('What to do about it.'),
        requestId: text('The name of the request, as in `X-Request-Id` and the log; missing as `detail` is.'),
        correlationId: text("Genesys Cloud's own name for its answer, for its support."),
        retryAfterSeconds: count('As in `Retry-After`; always on 429 and 503.'),
      },
      ['detail', 'requestId', 'correlationId', 'retryAfterSeconds'],
    ),
    examples: [exampleOf('caller_key_missing')],
  };
}

/** Every error code there is. */
export function errorCodeSchema(): Schema {
  const lines = Object.entries(ERRORS).map(([code, { status, title, hint }]) => {
    return `| \`${code}\` | ${status} | ${title} | ${hint} |`;
  });
  return {
    type: 'string',
    enum: Object.keys(ERRORS),
    description: ['| code | status | what it means | what to do |', '|---|---|---|---|', ...lines].join('\n'),
  };
}

/** An example of each error, by code. */
export function problemExamples(): Record<string, object> {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return Object.fromEntries(
    codes.map((code) => [code, { summary: ERRORS[code].title, value: exampleOf(code) }]),
  );
}

/** `detail` in the example of a code, where it says more than the title. */
const DETAILS: Partial<Record<ErrorCode, string>> = {
  unknown_parameter: 'Unknown: "callId". This route knows: format, statusCodes.',
  invalid_parameter: '"pageSize" must be a whole number of at least 1.',
  invalid_queue_id: '"sales" is not a queue id.',
  queue_not_allowed: 'Not on the allow-list of this caller: 3f2b8c1e-5a4d-4e6f-9b7a-1c2d3e4f5a6b.',
  caller_quota_exceeded: '600 requests in 60 s are used up.',
  method_not_allowed: 'Allowed here: GET, HEAD.',
  organization_not_found: 'Organizations here: default.',
};

function exampleOf(code: ErrorCode): object {
  const { status, kind, title, hint } = ERRORS[code];
  const ofGenesys = kind === 'refused' || code.startsWith('genesys_');
  return {
    type: `urn:genesys-availability-proxy:error:${code}`,
    title,
    status,
    code,
    ...(code !== 'unreadable_request' && { detail: DETAILS[code] ?? title }),
    hint,
    ...(code !== 'unreadable_request' && { requestId: '5b1f0c2e-8d3a-4f6b-9-17' }),
    ...(ofGenesys && { correlationId: '7c1d2e3f-4a5b-4c6d-8e7f-901234567890' }),
    ...(hasRetryAfter(status) && { retryAfterSeconds: 1 }),
  };
}

const hasRetryAfter = (status: number) => status === 429 || status === 503;

/** Statuses besides 400 with which Node refuses a request that it can't parse. */
const UNREADABLE = [408, 431];

/** The error answers of an operation with these places, by status: references to `problemComponents`. */
export function problemResponses(places: readonly ErrorPlace[]): Responses {
  const names = new Set(codesOf(['any', ...places]).map((code) => nameOf(ERRORS[code].status, places)));
  const all = [...names, ...UNREADABLE.map((status) => nameOf(status, []))];
  return Object.fromEntries(all.map((name) => [statusOf(name), ref('responses', name)]));
}

/** Operations with the same errors share a response component: its name is made of the status and the places. */
function nameOf(status: number, places: readonly ErrorPlace[]): string {
  const here = codesOf(places).filter((code) => ERRORS[code].status === status);
  const parts = [...new Set(here.map((code) => ERRORS[code].place.replace(' ', '_')))];
  return [`Problem${status}`, ...parts].join('-');
}

const statusOf = (name: string) => Number(/\d{3}/.exec(name)?.[0]);

/** The shared responses that `paths` refer to, by name. */
export function problemComponents(paths: Paths): Record<string, ResponseObject> {
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  const references = operations.flatMap(({ responses }) => Object.values(responses));
  const names = references.flatMap((one) => ('$ref' in one ? (one.$ref.split('/').at(-1) ?? []) : []));
  return Object.fromEntries(names.map((name) => [name, problemResponse(statusOf(name), codesIn(name))]));
}

function codesIn(name: string): ErrorCode[] {
  const status = statusOf(name);
  if (UNREADABLE.includes(status)) return ['unreadable_request'];
  const [, ...parts] = name.split('-');
  const places = ['any', ...parts.map((place) => place.replace('_', ' '))];
  return codesOf(places as ErrorPlace[]).filter((code) => ERRORS[code].status === status);
}

function problemResponse(status: number, codes: readonly ErrorCode[]): ResponseObject {
  const unread = codes.includes('unreadable_request');
  const always = (name: HeaderName) => ({ [name]: header(name, !unread) });
  return {
    description: codes.map((code) => `- \`${code}\`: ${ERRORS[code].title}.`).join('\n'),
    headers: {
      ...always('X-Request-Id'),
      ...always('Cache-Control'),
      ...(status === 401 && headersOf('WWW-Authenticate')),
      ...(status === 405 && headersOf('Allow')),
      ...(hasRetryAfter(status) && headersOf('Retry-After')),
      ...(status === 502 && { 'Retry-After': header('Retry-After', false) }),
    },
    content: {
      'application/problem+json': {
        schema: {
          allOf: [ref('schemas', 'Problem')],
          properties: { status: { const: status }, code: { enum: codes } },
        },
        examples: Object.fromEntries(codes.map((code) => [code, exampleWith(status, code)])),
      },
    },
  };
}

function exampleWith(status: number, code: ErrorCode): object {
  if (ERRORS[code].status === status) return ref('examples', code);
  return { summary: ERRORS[code].title, value: { ...exampleOf(code), status } };
}
