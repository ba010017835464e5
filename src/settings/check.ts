// Checks one value against its schema, tells every fault in it, and keeps what is sound for later checks.
import type { z } from 'zod';
import { kindOf } from './describe.js';

type Path = readonly PropertyKey[];

/** Hears of one fault; `path` leads from the checked value to what is wrong. */
export type Report = (path: Path, problem: string, allowed: string) => void;

/** Whether `value` is a map of YAML. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `value` as `schema` reads it. What is wrong goes to `report` and is left out of the result, so that one
 * fault doesn't hide another. `schema` must accept an empty map.
 */
export function check<S extends z.ZodType>(schema: S, value: unknown, report: Report): z.output<S> {
  let result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) tell(issue, value, report);
  let rest: unknown = structuredClone(value);
  // What still fails without the faulty value (a map that needs it) goes as a whole: one level up each turn.
  for (let up = 0; !result.success; up++) {
    for (const path of result.error.issues.flatMap(faultyPaths)) {
      rest = without(rest, path.slice(0, Math.max(path.length - up, 0)));
    }
    result = schema.safeParse(rest);
  }
  return result.data;
}

function tell(issue: z.core.$ZodIssue, root: unknown, report: Report): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) report([...issue.path, key], 'is not a known key', issue.message);
    return;
  }
  const described: unknown = issue.code === 'custom' ? issue.params?.['problem'] : undefined;
  const problem = typeof described === 'string' ? described : kindOf(valueAt(root, issue.path));
  report(issue.path, problem, issue.message);
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

/** A list with a faulty entry goes as a whole: the rest of it would mean something else. */
function faultyPaths(issue: z.core.$ZodIssue): Path[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...issue.path, key]);
  const entry = issue.path.findIndex((key) => typeof key === 'number');
  return [entry < 0 ? issue.path : issue.path.slice(0, entry)];
}

/** `root` after the value at `path` was deleted from it. */
function without(root: unknown, path: Path): unknown {
  const last = path.at(-1);
  if (last === undefined) return {};
  const parent = valueAt(root, path.slice(0, -1));
  if (isMap(parent)) Reflect.deleteProperty(parent, last);
  return root;
}
