// Checks for what came as JSON, field by field.

/** Whether a value will do. */
export type Check = (value: unknown) => boolean;

export const anything: Check = () => true;
export const text: Check = (value) => typeof value === 'string';
export const flag: Check = (value) => typeof value === 'boolean';
export const integer: Check = Number.isInteger;
export const whole: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
export const probability: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;
export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string);
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** Whether a value is an object. */
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws TypeError that names the first field that is unknown or wrong; `where` says whose. */
export function checkFields(value: object, fields: Readonly<Record<string, Check>>, where: string): void {
  for (const name of Object.keys(value))
    if (!Object.hasOwn(fields, name)) throw new TypeError(`${where} has no field "${name}".`);
  for (const [name, fits] of Object.entries(fields))
    if (!fits((value as Record<string, unknown>)[name])) throw new TypeError(`${where}: "${name}" is wrong.`);
}
