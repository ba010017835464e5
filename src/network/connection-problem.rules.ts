// What a connection that could not be made means, in words: whose fault it is and what to do about it.
import { isUntrusted, TRUST } from './untrusted.rules.js';

/** A connection that could not be made. */
export interface ConnectionFault {
  /** Node's or undici's name for the cause. */
  readonly code: string;
  /** Host and port of the proxy that failed; absent where no proxy is to blame. */
  readonly proxy?: string | undefined;
  /** What that proxy answered, if it did. */
  readonly status?: number | undefined;
}

/** What to say of it; without a hint the error's own is right. */
export interface ConnectionProblem {
  readonly detail: string;
  readonly hint?: string;
}

/** @param host who was to be reached */
export function connectionProblem(host: 'login' | 'API host', fault: ConnectionFault): ConnectionProblem {
  const { code, proxy, status } = fault;
  if (proxy !== undefined) return proxyProblem(host, code, proxy, status);
  if (isUntrusted(code))
    return { detail: `The certificate of the ${host} is not trusted (${code}).`, hint: TRUST };
  return { detail: `The ${host} cannot be reached (${code}).` };
}

function proxyProblem(
  host: string,
  code: string,
  proxy: string,
  status: number | undefined,
): ConnectionProblem {
  if (status === 407)
    return {
      detail: `The proxy ${proxy} wants a user and a password (407).`,
      hint: `Give those of the proxy ${proxy} in HTTPS_PROXY as http://user:password@host:port, with special characters percent-encoded, or in the file named by HTTPS_PROXY_FILE, and restart.`,
    };
  if (status !== undefined)
    return {
      detail: `The proxy ${proxy} gives no connection to the ${host} (${status}).`,
      hint: `Have the proxy ${proxy} allow CONNECT to the ${host}; or list the host in NO_PROXY if it can be reached directly.`,
    };
  if (isUntrusted(code))
    return { detail: `The certificate of the proxy ${proxy} is not trusted (${code}).`, hint: TRUST };
  return {
    detail: `The proxy ${proxy} cannot be reached (${code}).`,
    hint: `Check HTTPS_PROXY and whether the proxy ${proxy} runs; list the ${host} in NO_PROXY if it can be reached directly.`,
  };
}
