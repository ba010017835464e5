// How a wrong value is told in a fault: what kind of thing it is, or, where it is no secret, the value.

const LONGEST_QUOTE = 60;

/** The kind of `value`: safe for secrets. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is empty';
  if (Array.isArray(value)) return value.length === 0 ? 'is an empty list' : `is a list of ${value.length}`;
  if (typeof value === 'object') return 'is a map';
  return typeof value === 'string' ? 'is text' : `is a ${typeof value}`;
}

/** `text` in quotes, cut to a readable length, without characters that would move a terminal's cursor. */
export function quote(text: string): string {
  const cut = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return JSON.stringify(cut.replace(/\p{C}/gu, '?'));
}

/** `value` itself if it is a scalar: only for settings that hold no secret. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `is ${quote(value)}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `is ${value}`;
  return kindOf(value);
}
