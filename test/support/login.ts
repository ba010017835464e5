// A login client for tests, and the things that it must never let out.
import type { LoginClient } from '../../src/oauth/client-credentials.js';

/** Milliseconds. */
export const LOGIN_TIMEOUT = 5_000;

/** An id and a secret full of what encodings differ on. */
export const CLIENT = { id: 'client-id-7c0f', secret: 'a+b/c%d!(e)=&é' };

/** A client of the login at `loginUrl` that sends CLIENT raw in the header. */
export function loginClient(loginUrl: string, parts: Partial<LoginClient> = {}): LoginClient {
  return {
    loginUrl,
    credentials: () => CLIENT,
    credentialsIn: 'header',
    credentialsEncoding: 'raw',
    timeout: LOGIN_TIMEOUT,
    userAgent: 'tests/1.2.3',
    ...parts,
  };
}

export const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** Each form in which the secret may appear. */
export function formsOf({ id, secret }: { id: string; secret: string }): string[] {
  const encoded = [encodeURIComponent(secret), new URLSearchParams([['', secret]]).toString().slice(1)];
  return [secret, ...encoded, ...[secret, ...encoded].map((form) => base64(`${id}:${form}`))];
}
