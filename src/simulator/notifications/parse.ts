// Reads what the control surface says about notifications, and tells what is wrong with it.
import {
  checkFields,
  flag,
  isObject,
  listOf,
  oneOf,
  optional,
  probability,
  text,
  whole,
  type Check,
} from '../check.js';
import type { PushFaults } from './types.js';

const CHOICE: Readonly<Record<string, Check>> = {
  topic: optional(oneOf('users', 'observations', 'activity')),
  queueId: optional(text),
};
const REFUSAL: Readonly<Record<string, Check>> = {
  ...CHOICE,
  missingPermissions: optional(listOf(text)),
  rejectionReason: optional(text),
  silently: optional(flag),
};
const FAULTS: Readonly<Record<string, Check>> = {
  silent: optional(flag),
  lose: optional(probability),
  duplicate: optional(probability),
  reorder: optional(probability),
  delayMs: optional(whole),
  only: optional(isObject),
  refuse: optional(listOf(isObject)),
};

/** The body itself, or an empty object when there is none. @throws TypeError that names what is wrong. */
export function parseFields<T>(
  value: unknown,
  fields: Readonly<Record<string, Check>>,
  where = 'The body',
): T {
  const body = value ?? {};
  if (!isObject(body)) throw new TypeError(`${where} is an object.`);
  checkFields(body, fields, where);
  return body as T;
}

/** The faults that a JSON value is. @throws TypeError that names the first field that is unknown or wrong. */
export function parsePushFaults(value: unknown): PushFaults {
  const faults = parseFields<PushFaults>(value, FAULTS, 'The faults');
  if (faults.only) checkFields(faults.only, CHOICE, '"only"');
  for (const refusal of faults.refuse ?? []) checkFields(refusal, REFUSAL, 'The refusal');
  return faults;
}
