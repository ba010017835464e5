// Reads what the admin page wants to have run: only what a webhook may ask of our own public listener.
import { z } from 'zod';
import { ServiceError } from '../../domain/errors.js';
import {
  comparesNumbers,
  numberOf,
  readCondition,
  readField,
  type Scalar,
} from '../../domain/criterion.rules.js';
import type { AcceptWhen } from '../../domain/platforms/run-verdict.rules.js';

/** A webhook to be run. */
export interface WebhookRun {
  readonly method: 'GET' | 'POST';
  /** Path and query, as they are sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly accept: AcceptWhen;
}

const PATHS = ['/api/v2/routing/queues/', '/v1/'];
const HEADERS = ['authorization', 'x-api-key', 'accept', 'content-type'];
const LONGEST_PATH = 8_192;
const LONGEST_HEADER = 4_096;

const runSchema = z.strictObject({
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  accept: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('status') }),
    z.strictObject({
      by: z.literal('field'),
      field: z.string(),
      condition: z.string(),
      value: z.union([z.string(), z.number(), z.boolean()]).optional(),
    }),
  ]),
});

/** @throws ServiceError `invalid_webhook_run` that says what is wrong, without repeating any value */
export function readWebhookRun(body: unknown): WebhookRun {
  const { data, error } = runSchema.safeParse(body);
  if (!data) {
    const at = error.issues[0]?.path.join('.') ?? '';
    throw invalidRun(
      `${at || 'The body'} is not as it should be: { method, path, headers, accept: { by: "field", field, condition, value } or { by: "status" } }.`,
    );
  }
  return {
    method: data.method,
    path: readPath(data.path),
    headers: readHeaders(data.headers),
    accept: data.accept.by === 'status' ? data.accept : readCriterion(data.accept),
  };
}

/** Written anew, so that what is checked is what is sent: dots are resolved, and what URLs escape is escaped. */
function readPath(text: string): string {
  const base = 'http://public.invalid';
  const whole = base + text;
  const fits = text.startsWith('/') && text.length <= LONGEST_PATH && URL.canParse(whole);
  const url = fits ? new URL(whole) : undefined;
  if (url && url.origin === base && PATHS.some((beginning) => url.pathname.startsWith(beginning)))
    return url.pathname + url.search;
  throw invalidRun(`path has to begin with ${PATHS.join(' or ')} and be no longer than ${LONGEST_PATH}.`);
}

function readHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADERS.includes(name.toLowerCase()))
      throw invalidRun('headers may be Authorization, X-API-Key, Accept and Content-Type, and no other.');
    if (!/^[\x20-\x7e]*$/.test(value) || value.length > LONGEST_HEADER)
      throw invalidRun('A header holds characters that no header can carry, or too many of them.');
  }
  return { ...headers };
}

function readCriterion(given: { field: string; condition: string; value?: Scalar | undefined }): AcceptWhen {
  const field = readField(given.field.trim());
  const condition = readCondition(given.condition);
  const { value } = given;
  if (field === undefined)
    throw invalidRun('accept.field is no field of an answer, such as total or accept.');
  if (condition === undefined) throw invalidRun('accept.condition is no condition, such as Greater Than.');
  if (condition === 'Exists') return { by: 'field', field, condition };
  const fits = value !== undefined && (!comparesNumbers(condition) || numberOf(value) !== undefined);
  if (!fits) throw invalidRun(`accept.value is not something that ${condition} compares with.`);
  return { by: 'field', field, condition, value };
}

function invalidRun(detail: string): ServiceError {
  return new ServiceError('invalid_webhook_run', { detail });
}
