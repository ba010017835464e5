// Cuts secrets out of what is to be logged, by the names of fields.

/** Field names whose values never reach a log, wherever they stand up to two levels deep. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  ...['authorization', 'Authorization', 'x-api-key', 'apiKey', 'api_key', 'key', 'keys', 'digest', 'digests'],
  ...['token', 'access_token', 'accessToken', 'client_secret', 'clientSecret', 'secret', 'password'],
]);
const CENSOR = '[redacted]';
const DEPTH = 2;

/** `facts` without secrets; the same object where there are none, which is nearly always: nothing is copied then. */
export function redact(facts: Record<string, unknown>): Record<string, unknown> {
  return cutOut(facts, DEPTH);
}

function cutOut<T extends object>(value: T, depth: number): T {
  let copy: Record<string, unknown> | undefined;
  for (const [name, inner] of Object.entries(value) as Array<[string, unknown]>) {
    const clean = SECRET_FIELDS.has(name)
      ? CENSOR
      : depth > 0 && isPlain(inner)
        ? cutOut(inner, depth - 1)
        : inner;
    if (clean === inner) continue;
    copy ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
    copy[name] = clean;
  }
  return (copy ?? value) as T;
}

/** Errors and the like are described by the logger's serializers. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}
