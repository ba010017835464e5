// Reads a fault rule that came as JSON, and says what is wrong with it.
import {
  anything,
  checkFields,
  integer,
  oneOf,
  optional,
  probability,
  text,
  whole,
  type Check,
} from './check.js';
import { ROUTES, type FaultRule } from './fault-rule.js';

const statusCode: Check = (value) => integer(value) && (value as number) >= 200 && (value as number) <= 599;

const RULE: Readonly<Record<string, Check>> = {
  on: optional(oneOf(...ROUTES, 'any')),
  method: optional(text),
  queueId: optional(text),
  pageNumber: optional(integer),
  minPageSize: optional(whole),
  skip: optional(whole),
  times: optional(whole),
  chance: optional(probability),
  do: anything,
};

const ACTIONS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  latency: { ms: whole },
  hang: {},
  reset: {},
  truncate: {},
  'slow-body': { everyMs: optional(whole) },
  html: { status: optional(statusCode) },
  empty: {},
  status: {
    status: statusCode,
    code: optional(text),
    message: optional(text),
    retryAfter: optional((value) => value === null || text(value) || whole(value)),
    body: anything,
  },
  json: { body: (value) => value !== undefined, status: optional(statusCode) },
  huge: { bytes: whole },
  'lie-next': { mode: oneOf('always', 'never') },
  'lie-total': { total: integer },
  move: { by: optional(integer) },
  duplicate: {},
};

/**
 * The rule that a JSON value is.
 * @throws TypeError that names the first field that is unknown or wrong.
 */
export function parseFaultRule(value: unknown): FaultRule {
  if (typeof value !== 'object' || value === null) throw new TypeError('A fault rule is an object.');
  checkFields(value, RULE, 'The rule');
  const action = (value as { do?: unknown }).do;
  const plain: unknown = typeof action === 'string' ? { kind: action } : action;
  if (typeof plain !== 'object' || plain === null) throw new TypeError('The rule: "do" is wrong.');
  const kind = String((plain as { kind?: unknown }).kind);
  if (!Object.hasOwn(ACTIONS, kind)) {
    throw new TypeError(`There is no fault "${kind}"; there are ${Object.keys(ACTIONS).join(', ')}.`);
  }
  checkFields(plain, { kind: text, ...ACTIONS[kind] }, `The fault "${kind}"`);
  return { ...value, do: plain } as FaultRule;
}
