// Whose word an answer is: Genesys's own error body, or that of a box in between.

/** Genesys's error body (published API definition), as far as it is looked at. */
export interface ErrorBody {
  /** Such as `not.found`. */
  readonly code: string;
  /** Its sentence, or the sentences of `errors[]` and `details[]` where it has none. Not cleaned. */
  readonly explanation: string;
  /** Everything in it that may name permissions. */
  readonly texts: string;
}

/** More than any error of Genesys; a page of somebody else may be longer, and is not parsed. */
const LONGEST = 65_536;
const CODE = /^[A-Za-z][\w-]*(?:\.[\w-]+)*$/;
const MOST_EXPLANATIONS = 5;

/**
 * The error body of Genesys in `body`, undefined for anything else: HTML, nothing, JSON without its `code`, or JSON
 * that speaks of another status. Only what Genesys says itself refuses a query or rejects a token.
 */
export function readErrorBody(status: number, body: string): ErrorBody | undefined {
  const fields = objectIn(body);
  const code = fields?.['code'];
  if (!fields || typeof code !== 'string' || code.length > 64 || !CODE.test(code)) return undefined;
  const told = fields['status'];
  if (typeof told === 'number' && told !== status) return undefined;
  const message = text(fields['message']);
  const within = [...list(fields['errors']), ...list(fields['details'])].flatMap(sentences);
  const params = Object.values(objectOr(fields['messageParams'])).map(text);
  const all = [message, text(fields['messageWithParams']), ...params, ...within];
  return {
    code,
    explanation: message || [...new Set(within)].slice(0, MOST_EXPLANATIONS).join('; '),
    texts: all.join('\n'),
  };
}

/** Milder than any secret of ours is long: what looks like a token is not repeated. */
const LIKE_A_SECRET = /[\w+/=.~-]{41,}/g;

/** Text of an upstream as one plain line of at most 300 characters, without what may be a secret. */
export function cleanText(dirty: string): string {
  return dirty
    .slice(0, 4_096)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(LIKE_A_SECRET, '...')
    .slice(0, 300);
}

function sentences(item: unknown): string[] {
  if (typeof item === 'string') return item === '' ? [] : [item];
  const { message, errorCode, fieldName, code } = objectOr(item);
  const named = [text(fieldName), text(errorCode) || text(code)].filter((part) => part !== '').join(' ');
  const sentence = [named, text(message)].filter((part) => part !== '').join(': ');
  return sentence === '' ? [] : [sentence];
}

function objectIn(body: string): Record<string, unknown> | undefined {
  if (body.length > LONGEST) return undefined;
  try {
    const value: unknown = JSON.parse(body.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const objectOr = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 50) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
