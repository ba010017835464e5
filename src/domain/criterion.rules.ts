// Whether a named webhook accepts: a condition over its answer, in the words that webhook platforms use.
import type { Decision, FailurePolicy } from './acceptance.rules.js';

/** The words of the platforms; "or Equal" with Less Than is there for completeness. */
export const CONDITIONS = [
  'Greater Than',
  'Greater Than or Equal',
  'Less Than',
  'Less Than or Equal',
  'Equals',
  'Not Equals',
  'Exists',
] as const;

export type Condition = (typeof CONDITIONS)[number];

export type Scalar = string | number | boolean;

/** What must hold for a call to be accepted. */
export interface Criterion {
  /** A path with dots, such as `total` or `queues.0.agentsAvailable`. */
  readonly field: string;
  readonly condition: Condition;
  /** Absent with `Exists` only. */
  readonly value?: Scalar;
}

/** Fields of an answer; those a criterion may begin with. `waiting` and `free` are in answers that want to know. */
export const ANSWER_FIELDS: readonly string[] = [
  ...['accept', 'agentsAvailable', 'total', 'waiting', 'free', 'minimum'],
  ...['status', 'asOf', 'stale', 'reason', 'filters', 'queues'],
];
/** Fields of the members route, there for a webhook of one queue. */
export const PAGE_FIELDS: readonly string[] = ['pageCount', 'pageSize', 'pageNumber', 'entities'];

/** Fields that tell of the comparison with the minimum. */
export const READS_DECISION: readonly string[] = ['accept', 'status', 'minimum', 'reason'];

/** `text` as one of the conditions, in any case and with `_` or `-` for blanks; undefined if it is none. */
export function readCondition(text: string): Condition | undefined {
  const fold = (words: string) => words.toLowerCase().replace(/[\s_-]+/g, '');
  return CONDITIONS.find((condition) => fold(condition) === fold(text));
}

/** `text` as a path with dots (`queues[0]` becomes `queues.0`); undefined unless it begins with a known field. */
export function readField(text: string): string | undefined {
  const field = text.replace(/\[(\d+)\]/g, '.$1');
  const [first = ''] = field.split('.');
  const known = ANSWER_FIELDS.includes(first) || PAGE_FIELDS.includes(first);
  return known && /^[\w-]+(\.[\w-]+)*$/.test(field) ? field : undefined;
}

/** Whether `condition` compares sizes, which only numbers have. */
export function comparesNumbers(condition: Condition): boolean {
  return condition in COMPARISONS;
}

/** A number, or text that is one in plain decimal digits. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  const digits = typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value);
  return digits ? Number(value) : undefined;
}

/** What stands at `field` of `answer`; only what was put there counts, never what an object inherits. */
export function valueAt(answer: unknown, field: string): unknown {
  let value = answer;
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Object.prototype.propertyIsEnumerable.call(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/**
 * Whether the criterion holds for `found`. What is missing or null satisfies no condition, `Not Equals`
 * neither: nobody there must not read as yes. A list exists if it has an item; only `Exists` looks at lists
 * and maps. Numbers and texts of digits compare as numbers, everything else as text.
 */
export function holds({ condition, value }: Criterion, found: unknown): boolean {
  if (condition === 'Exists') return Array.isArray(found) ? found.length > 0 : (found ?? null) !== null;
  if (!isScalar(found) || value === undefined) return false;
  const left = numberOf(found);
  const right = numberOf(value);
  const numbers = left !== undefined && right !== undefined;
  const equal = numbers ? left === right : String(found) === String(value);
  if (condition === 'Equals') return equal;
  if (condition === 'Not Equals') return !equal;
  return numbers && COMPARISONS[condition](left, right);
}

const COMPARISONS: Record<
  Exclude<Condition, 'Equals' | 'Not Equals' | 'Exists'>,
  (left: number, right: number) => boolean
> = {
  'Greater Than': (left, right) => left > right,
  'Greater Than or Equal': (left, right) => left >= right,
  'Less Than': (left, right) => left < right,
  'Less Than or Equal': (left, right) => left <= right,
};

/** What is known when a criterion is judged. */
interface Found {
  /** What stands at the criterion's field, as far as the queues could be counted. */
  readonly value: unknown;
  /** Of how many queues what the field tells is not known. */
  readonly unknownQueues: number;
}

/**
 * Decides by `criterion`. With an uncounted queue it stands only where that queue can't change it, and the
 * policy speaks otherwise (`error` decides as `closed`, as in acceptance.ts).
 */
export function judge(criterion: Criterion, found: Found, policy: FailurePolicy): Decision {
  const held = holds(criterion, found.value);
  if (found.unknownQueues === 0 || isSettled(criterion, found.value, held)) {
    return { accept: held, status: held ? 'available' : 'unavailable' };
  }
  return { accept: policy === 'open', status: 'unknown' };
}

/**
 * Whether `held` stands however many agents or calls an uncounted queue has. Over all queues the count only grows:
 * `Greater Than` once held holds, `Less Than` once failed fails. A queue's own count is its own.
 */
function isSettled({ field, condition }: Criterion, value: unknown, held: boolean): boolean {
  if (typeof value !== 'number') return false;
  if (/^queues\.\d+\.(agentsAvailable|waiting|free)$/.test(field)) return true;
  if (!['total', 'agentsAvailable', 'waiting'].includes(field)) return false;
  if (condition.startsWith('Less')) return !held;
  return held && (condition.startsWith('Greater') || condition === 'Exists');
}

/** From how many agents on `criterion` holds; undefined where it asks for something else than so many agents. */
export function neededAgents({ field, condition, value }: Criterion): number | undefined {
  const limit = numberOf(value);
  if (limit === undefined || !['total', 'agentsAvailable'].includes(field)) return undefined;
  if (condition === 'Greater Than') return Math.floor(limit) + 1;
  return condition === 'Greater Than or Equal' ? Math.ceil(limit) : undefined;
}

/** The criterion in one line: `total Greater Than 2`. */
export function criterionText({ field, condition, value }: Criterion): string {
  return value === undefined ? `${field} ${condition}` : `${field} ${condition} ${value}`;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
