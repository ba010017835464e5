// What all counting operations have: headers, and a request for a shell.
import { ref } from './types.js';

export const ALWAYS = ['X-Request-Id', 'Cache-Control', 'Vary'] as const;
export const COUNTED = ['Cache-Status', 'Age'] as const;

export const requestHeaders = () => [ref('parameters', 'X-Request-Id')];

/** @param target path and query */
export function curl(target: string, body = ''): object {
  const parts = ['curl', "-H 'Authorization: Bearer YOUR_KEY'", body, `'https://YOUR_HOST${target}'`];
  return { lang: 'Shell', label: 'curl', source: parts.filter(Boolean).join(' ') };
}
