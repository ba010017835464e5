// One connection to a host through an HTTP proxy: CONNECT (RFC 9110 section 9.3.6).
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';

/** The proxy gave no connection. Nothing in it repeats the proxy's user or password. */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault';
  /**
   * @param proxy its host and port
   * @param code Node's name for the cause, or `PROXY_REFUSED`
   * @param status what it answered, if it did
   */
  constructor(
    readonly proxy: string,
    readonly code: string,
    readonly status?: number,
  ) {
    super(`proxy ${proxy}: ${status ?? code}`);
  }
}

/** How a tunnel is opened. */
interface TunnelOptions {
  /** Address of the proxy, with its user and password if it wants them. */
  readonly proxy: URL;
  /** `host:port` of whom to reach. */
  readonly authority: string;
  /** Milliseconds until the proxy must have answered. */
  readonly timeout: number;
  /** Whom to trust when the proxy itself speaks TLS. */
  readonly secureContext?: SecureContext;
}

/**
 * A connection to `authority`, on which nothing has been said yet.
 * @throws {ProxyFault}
 */
export function openTunnel({ proxy, authority, timeout, secureContext }: TunnelOptions): Promise<Socket> {
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      ...(proxy.port !== '' && { port: proxy.port }),
      path: authority,
      headers: { host: authority, ...credentials(proxy) },
      agent: false,
      timeout,
      ...(secureContext && { secureContext }),
    });
    request.once('connect', ({ statusCode = 0 }, socket: Socket, head) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        return reject(new ProxyFault(proxy.host, 'PROXY_REFUSED', statusCode));
      }
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    // A proxy that answers before the request is through, or in place of it.
    request.once('response', (response) => {
      response.destroy();
      reject(new ProxyFault(proxy.host, 'PROXY_REFUSED', response.statusCode));
    });
    request.once('timeout', () => request.destroy(new ProxyFault(proxy.host, 'ETIMEDOUT')));
    request.once('error', (fault: NodeJS.ErrnoException) => {
      reject(fault instanceof ProxyFault ? fault : new ProxyFault(proxy.host, fault.code ?? 'UNKNOWN'));
    });
    request.end();
  });
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}
