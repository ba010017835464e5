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
interface ConnectionProblem {
  readonly detail: string;
  readonly hint?: string;
}

/** @param host who was to be reached */
export function connectionProblem(host: 'login' | 'API host', fault: ConnectionFault): ConnectionProblem {
  const { code, proxy, status } = fault;
  if (proxy !== undefined) return proxyProblem(host, code, proxy, status);
  if (isUntrusted(code))
    return { detail: `The certificate of the ${host} is not trusted (${code}).`, hint: TRUST };
  if (BROKEN_OFF.has(code))
    return { detail: `The connection to the ${host} ended before the answer was whole (${code}).` };
  return { detail: `The ${host} cannot be reached (${code}).` };
}

/** Node's and undici's names for a connection that stood and ended. */
const BROKEN_OFF: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

/** What a box in between answered, in words. */
interface ForeignAnswer {
  readonly status: number;
  /** Header `content-type`. */
  readonly type?: string | undefined;
  /** Header `location`. */
  readonly location?: string | undefined;
}

/** @param host who should have answered */
export function foreignWords(
  host: 'Genesys Cloud' | "Genesys Cloud's login",
  { status, type, location }: ForeignAnswer,
): string {
  const media = /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(type ?? '')?.[0];
  const said = media === undefined ? '' : ` (${media})`;
  const target = location !== undefined && URL.canParse(location) ? new URL(location).host.slice(0, 80) : '';
  const sent = status >= 300 && status < 400 && target !== '' ? `, and points to ${target}` : '';
  return `Something between here and ${host} answered ${status}${said}${sent}.`;
}

/** Before the name of a compression that can't be undone. */
export const ENCODED = 'CONTENT_ENCODING_';

/**
 * An answer that can't be read.
 * @param code Node's or undici's name for what is wrong with it
 */
export function unreadable(host: 'login' | 'API host', code: string): string {
  return code === 'HPE_HEADER_OVERFLOW' || code === 'UND_ERR_HEADERS_OVERFLOW'
    ? `The headers of the answer of the ${host} are larger than 16 KB (${code}): something in between adds to them.`
    : code.startsWith(ENCODED)
      ? `The answer of the ${host} is compressed (${code.slice(ENCODED.length)}) although nobody asked for that, and can't be read.`
      : `What the ${host} answered is no HTTP that can be read (${code}).`;
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
