// The steps on the way to a host, each on its own: name, connection, TLS, an answer.
import { lookup } from 'node:dns/promises';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { OutboundRoute } from '../../network/outbound-route.js';
import { within, type Clock } from '../../runtime/clock.js';
import { loginAgent } from '../../oauth/login-agent.js';

/** Milliseconds for each step. */
const STEP_MS = 5_000;

/** A step that failed; `code` is Node's name for the cause. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
  constructor(readonly code: string) {
    super(code);
  }
}

const late = () => new ProbeError('ETIMEDOUT');

/** The addresses of `host`. @throws ProbeError */
export async function addressesOf(host: string, clock: Clock): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  const found = await step(lookup(host, { all: true }), clock);
  return found.map(({ address }) => address);
}

/** An open connection to the first of `addresses` that takes one; the caller destroys it. @throws ProbeError */
export async function openSocket(addresses: readonly string[], port: number, clock: Clock): Promise<Socket> {
  let fault: unknown = new ProbeError('ENOTFOUND');
  for (const address of addresses) {
    const socket = connect({ host: address, port });
    try {
      await step(opened(socket, 'connect'), clock);
      return socket;
    } catch (reason) {
      socket.destroy();
      fault = reason;
    }
  }
  throw fault;
}

/**
 * Shakes hands over `socket` with `host`.
 * @param secureContext whom to trust, where it is not those whom Node trusts
 * @returns the protocol, such as TLSv1.3
 * @throws ProbeError
 */
export async function tlsHandshake(
  socket: Socket,
  host: string,
  secureContext: SecureContext | undefined,
  clock: Clock,
): Promise<string> {
  // A name of the server is for names only (RFC 6066 section 3).
  const named = isIP(host) === 0 && { servername: host };
  const tls = connectTls({ socket, host, ...named, ...(secureContext && { secureContext }) });
  try {
    await step(opened(tls, 'secureConnect'), clock);
    return tls.getProtocol() ?? 'TLS';
  } finally {
    tls.destroy();
  }
}

/**
 * Our clock minus that of the answer to a GET of `origin`, in milliseconds; undefined without a Date.
 * @throws ProbeError
 */
export async function clockSkew(
  origin: string,
  way: OutboundRoute,
  clock: Clock,
): Promise<number | undefined> {
  const sentAt = clock.wall();
  const date = await step(dateOf(origin, way), clock);
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return undefined;
  // The header has whole seconds: half of one is the best guess.
  return (sentAt + clock.wall()) / 2 - (theirs + 500);
}

function dateOf(origin: string, way: OutboundRoute): Promise<string | undefined> {
  const get = origin.startsWith('https:') ? httpsGet : httpGet;
  const agent = loginAgent(origin, way) ?? false;
  return new Promise((resolve, reject) => {
    const request = get(origin, { agent, timeout: STEP_MS }, (response) => {
      resolve(response.headers.date);
      request.destroy();
    });
    request.once('timeout', () => request.destroy(late()));
    request.on('error', reject);
  });
}

function opened(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    // Heard to the end: a connection that breaks later must not end the process.
    socket.on('error', reject);
    socket.once('close', () => reject(new ProbeError('ECONNRESET')));
  });
}

async function step<T>(work: Promise<T>, clock: Clock): Promise<T> {
  try {
    return await within(work, STEP_MS, clock, late);
  } catch (fault) {
    const { code } = fault as { code?: unknown };
    throw fault instanceof ProbeError ? fault : new ProbeError(typeof code === 'string' ? code : 'UNKNOWN');
  }
}
