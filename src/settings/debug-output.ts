// Refuses a DEBUG that makes simple-oauth2 print the credentials it sends.
import type { FaultList } from './faults.js';

/** The namespaces of simple-oauth2 5.1. */
const NAMESPACES = ['simple-oauth2:client', 'simple-oauth2:request-options', 'simple-oauth2:access-token'];

/** Whether the `debug` library would take `pattern` for `name`: `*` stands for anything. */
function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}

/** Whether `debug` (text of the variable DEBUG) turns on simple-oauth2's output. */
export function printsCredentials(debug: string): boolean {
  const patterns = debug.split(/[\s,]+/).filter(Boolean);
  const off = patterns.filter((pattern) => pattern.startsWith('-')).map((pattern) => pattern.slice(1));
  const on = patterns.filter((pattern) => !pattern.startsWith('-'));
  // The bare name turns on nothing in 5.1, but it was meant to, and the next version may listen to it.
  const names = on.includes('simple-oauth2') ? ['simple-oauth2', ...NAMESPACES] : NAMESPACES;
  return names.some(
    (name) => on.some((pattern) => matches(name, pattern)) && !off.some((pattern) => matches(name, pattern)),
  );
}

/** Adds a fault if DEBUG would bring credentials to the log. */
export function checkDebugOutput(
  environment: Readonly<Record<string, string | undefined>>,
  faults: FaultList,
): void {
  if (!printsCredentials(environment['DEBUG'] ?? '')) return;
  faults.add(
    'DEBUG',
    'turns on the debug output of simple-oauth2, which prints credentials',
    'leave simple-oauth2 out of it, for instance with DEBUG=…,-simple-oauth2*',
    'DEBUG',
  );
}
