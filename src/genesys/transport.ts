// One request to a Genesys API host over pooled connections: bytes in, bytes out, no opinion on what they
// mean.
import { errors, type Dispatcher } from 'undici';
import { EncodingFault, textOf } from '../network/content-encoding.js';
import { ProxyFault } from '../network/tunnel.js';
import type { OutboundRoute } from '../network/outbound-route.js';
import { ENCODED } from '../network/connection-problem.rules.js';
import type { Clock } from '../runtime/clock.js';
import { ownTurnFirst } from '../runtime/turns.js';
import { BodiesFull, BodiesTooLarge, BodyBudget, type BodyHolder } from './body-budget.js';
import { ConnectionPools } from './connection-pools.js';
import { briefHolder, decompressed, readBody } from './read-body.js';

/** An answer that arrived whole, whatever its status. */
export interface UpstreamAnswer {
  readonly status: number;
  /** A response header by its lower-case name; what came on several lines is one list (RFC 9110 section 5.3). */
  header(name: string): string | undefined;
  readonly body: string;
}

/** Why no whole answer arrived. */
type TransportFault = 'connection' | 'timeout' | 'too-large' | 'unreadable';

/** A request without an answer; `code` is Node's or undici's name for the cause. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    readonly fault: TransportFault,
    readonly code: string,
    /** The proxy's own fault, where there is one. */
    readonly proxyFault?: ProxyFault,
  ) {
    super(`${fault}: ${code}`);
  }
}

/** How the connections behave. */
export interface TransportSettings {
  /** Origin of the API host. */
  readonly apiUrl: string;
  readonly connections: number;
  /** Milliseconds for one request, from its start to the last byte of the answer. */
  readonly upstreamTimeout: number;
  readonly maxResponseBytes: number;
  /** How the API host is reached. */
  readonly way?: OutboundRoute;
  /** What may be read at once; absent: a budget of its own. */
  readonly bodies?: BodyBudget;
}

/** One request as it goes out. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Sends requests to one API host. */
export interface Transport {
  /**
   * @param signal gives the request up from outside; its reason is thrown
   * @param onSent called once a connection stands and the request goes out over it: until then the host has seen
   *   nothing of it
   * @param holder who holds the answer, which counts as held until then; absent: nobody, once it is read
   * @throws TransportError when no whole answer arrives
   */
  send(
    request: OutgoingRequest,
    signal: AbortSignal,
    onSent?: () => void,
    holder?: BodyHolder,
  ): Promise<UpstreamAnswer>;
  /**
   * The next request goes out on a new connection, for what an answer said of those that there are: after a change of
   * DNS the old node may answer errors for as long as it is asked.
   * @returns whether they were old enough for that
   */
  refresh(): boolean;
  /** `send` of a GET. */
  get(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<UpstreamAnswer>;
  /** Ends all connections; requests under way fail. Those that somebody waits for must be over by then. */
  close(): Promise<void>;
}

/** The code of a timeout that came because too much else was being read. */
export const BODIES_FULL = 'BODIES_FULL';
/** The code of a load whose answers are too large together. */
export const LOAD_TOO_LARGE = 'LOAD_TOO_LARGE';

/** A Transport over undici's pools. */
export function poolTransport(settings: TransportSettings, clock: Clock): Transport {
  const pools = new ConnectionPools(settings, clock);
  const { maxResponseBytes, bodies = new BodyBudget(maxResponseBytes) } = settings;
  const transport: Transport = {
    get: (path, headers, signal) => transport.send({ method: 'GET', path, headers }, signal),
    async send(request, signal, onSent, holder) {
      const brief = briefHolder();
      const account = bodies.accountOf(holder ?? brief);
      // undici's own timeouts count the gaps between bytes; this one is for the whole request.
      const timeout = new AbortController();
      const cancel = clock.after(settings.upstreamTimeout, () => timeout.abort());
      try {
        const either = AbortSignal.any([signal, timeout.signal]);
        const pool = pools.current();
        const watched = onSent ? pool.compose(notifySent(onSent)) : pool;
        const response = await watched.request({ ...request, signal: either });
        const reading = { account, signal: either };
        const bytes = await readBody(response.body, reading);
        const encoding = asOne(response.headers['content-encoding']);
        const body = textOf(await decompressed(bytes, encoding, maxResponseBytes, reading));
        // Who waited for it reads, counts and keeps it, and answers.
        await ownTurnFirst();
        return { status: response.statusCode, header: (name) => asOne(response.headers[name]), body };
      } catch (fault) {
        if (signal.aborted) throw signal.reason;
        if (!timeout.signal.aborted) throw transportError(fault);
        throw new TransportError('timeout', fault instanceof BodiesFull ? BODIES_FULL : 'UPSTREAM_TIMEOUT');
      } finally {
        cancel();
        brief.done();
      }
    },
    refresh: () => pools.refresh(),
    close: () => pools.close(),
  };
  return transport;
}

/** Tells when undici hands a request to a connection that stands. */
function notifySent(onSent: () => void): Dispatcher.DispatcherComposeInterceptor {
  const told = (handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler => ({
    onRequestStart(...facts) {
      onSent();
      handler.onRequestStart?.(...facts);
    },
    onResponseStart: (...facts) => handler.onResponseStart?.(...facts),
    onResponseData: (...facts) => handler.onResponseData?.(...facts),
    onResponseEnd: (...facts) => handler.onResponseEnd?.(...facts),
    onResponseError: (...facts) => handler.onResponseError?.(...facts),
  });
  return (dispatch) => (options, handler) => dispatch(options, told(handler));
}

function asOne(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

function transportError(fault: unknown): TransportError {
  const code = (fault as { code?: unknown } | undefined)?.code;
  const name = typeof code === 'string' ? code : 'UNKNOWN';
  if (fault instanceof ProxyFault) return new TransportError('connection', name, fault);
  if (fault instanceof BodiesTooLarge) return new TransportError('too-large', LOAD_TOO_LARGE);
  if (fault instanceof errors.ResponseExceededMaxSizeError) return new TransportError('too-large', name);
  if (fault instanceof EncodingFault) return new TransportError('unreadable', ENCODED + fault.encoding);
  if (fault instanceof errors.HeadersOverflowError) return new TransportError('unreadable', name);
  if (fault instanceof errors.HTTPParserError)
    return new TransportError('unreadable', typeof code === 'string' ? code : 'HTTP_PARSER_ERROR');
  const late =
    fault instanceof errors.HeadersTimeoutError ||
    fault instanceof errors.BodyTimeoutError ||
    fault instanceof errors.ConnectTimeoutError;
  return new TransportError(late ? 'timeout' : 'connection', name);
}
