// The response headers that have a meaning of their own here, each described once.
import { ref, type Schema } from './types.js';

interface HeaderDescription {
  readonly description: string;
  readonly schema: Schema;
  readonly example: string | number;
}

const HEADERS = {
  'X-Request-Id': {
    description: "The name of the request, also in the log: the caller's own if it sent one.",
    schema: { type: 'string', pattern: '^[\\w.:-]{1,128}$' },
    example: '5b1f0c2e-8d3a-4f6b-9-17',
  },
  'Cache-Status': {
    description:
      'How the answer was obtained (RFC 9211): `hit; ttl=1` (fresh for another second; negative: stale, being refreshed in the background), ' +
      '`fwd=miss` (loaded), `fwd=miss; collapsed` (by a load under way), `fwd=stale; detail=timeout|error|budget` ' +
      '(Genesys Cloud could not be asked).',
    schema: {
      type: 'string',
      pattern:
        '^availability-proxy; (hit; ttl=-?\\d+|fwd=miss(; collapsed)?|fwd=stale; detail=(timeout|error|budget))$',
    },
    example: 'availability-proxy; hit; ttl=1',
  },
  Age: {
    description: 'Seconds since the count, of several the oldest (RFC 9111).',
    schema: { type: 'integer', minimum: 0 },
    example: 1,
  },
  ETag: {
    description: 'Names these bytes: sent back as If-None-Match it brings 304 as long as they are the same.',
    schema: { type: 'string', pattern: '^"[^"]+"$' },
    example: '"Zm9yIGV4YW1wbGUgb25seSE"',
  },
  'Cache-Control': {
    description: 'Nothing may be used again without asking.',
    schema: { enum: ['private, no-cache', 'no-store', 'no-cache'] },
    example: 'private, no-cache',
  },
  Vary: {
    description: 'Answers are for one caller.',
    schema: { const: 'Authorization, X-API-Key' },
    example: 'Authorization, X-API-Key',
  },
  'Retry-After': {
    description: 'Seconds after which another try makes sense.',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'WWW-Authenticate': {
    description: 'Which key is wanted (RFC 6750, RFC 7617).',
    schema: { type: 'string', pattern: '^(Bearer|Basic) realm="' },
    example: 'Bearer realm="availability-proxy"',
  },
  Allow: {
    description: 'The methods that this address takes.',
    schema: { enum: ['GET, HEAD', 'GET, HEAD, POST', 'POST'] },
    example: 'GET, HEAD',
  },
} as const satisfies Record<string, HeaderDescription>;

export type HeaderName = keyof typeof HEADERS;

/** A reference to a header that is always there, or to one that may be missing. */
export const header = (name: HeaderName, always = true) =>
  ref('headers', always ? name : (`${name}-optional` as const));

/** Every header twice: always there, and possibly missing. */
export function headerComponents(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(HEADERS).flatMap(([name, described]) => [
      [name, { ...described, required: true }],
      [`${name}-optional`, { ...described, required: false }],
    ]),
  );
}

/** Several headers that are always there. */
export const headersOf = (...names: readonly HeaderName[]): Record<string, object> =>
  Object.fromEntries(names.map((name) => [name, header(name)]));
