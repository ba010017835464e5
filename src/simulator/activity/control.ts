// The analytics endpoints' part of the control surface.
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
import type { ActivityFace, ActivityHabits } from './types.js';
import { MEMBER_KINDS } from './types.js';

const one =
  (...allowed: readonly unknown[]): Check =>
  (value) =>
    allowed.includes(value);

/** Every habit, and what it may be. */
const HABITS: Readonly<Record<keyof ActivityHabits, Check>> = {
  maxPredicates: optional(whole),
  tooManyStatus: optional(one(400, 413)),
  truncateAbove: optional(whole),
  pages: optional(oneOf('none', 'results', 'entities')),
  largestPage: optional(whole),
  lagMs: optional(whole),
  leaveOut: optional(listOf(oneOf(...MEMBER_KINDS))),
  missingUsers: optional(probability),
  upperCase: optional(flag),
  tellEmpty: optional(flag),
  tellZero: optional(flag),
  unknownQueueStatus: optional(one(400, 403, 404)),
  dates: optional(flag),
  counts: optional(flag),
  perMinute: optional(whole),
  lieAbout: optional((value) => value === 'all' || listOf(text)(value)),
};

/** Names of all habits. */
export const HABIT_NAMES: readonly string[] = Object.keys(HABITS);

/** The habits that a JSON value is. @throws TypeError that names the first field that is unknown or wrong. */
export function parseHabits(value: unknown): ActivityHabits {
  const body = value ?? {};
  if (!isObject(body)) throw new TypeError('The habits are an object.');
  checkFields(body, HABITS, 'The habits');
  return body;
}

/** Does what a request wants. @returns what is answered; @throws for a wrong body or an unknown queue */
type Action = (face: ActivityFace, body: unknown) => unknown;

/** By method and path behind `/simulator/activity`. */
export const ACTIVITY_ACTIONS: Readonly<Record<string, Action>> = {
  'GET ': ({ habits }) => ({ habits }),
  'POST ': (face, body) => {
    face.behave(parseHabits(body));
    return { habits: face.habits };
  },
  'DELETE ': (face) => {
    face.behave({});
    return { habits: face.habits };
  },
  'POST /waiting': (face, body) => {
    const given = body ?? {};
    if (!isObject(given)) throw new TypeError('The body is an object.');
    checkFields(given, { queueId: text, calls: whole }, 'The body');
    const { queueId, calls } = given as { queueId: string; calls: number };
    face.setWaiting(queueId, calls);
    return { queueId, waiting: face.waiting(queueId) };
  },
};
