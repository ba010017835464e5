// Connections to one API host that grow old: none lives longer than a few minutes, so that a change of DNS is followed.
import { buildConnector, Pool } from 'undici';
import type { OutboundRoute } from '../network/outbound-route.js';
import type { Clock } from '../runtime/clock.js';

/** How the connections behave. */
interface PoolSettings {
  /** Origin of the API host. */
  readonly apiUrl: string;
  readonly connections: number;
  readonly upstreamTimeout: number;
  readonly maxResponseBytes: number;
  readonly way?: OutboundRoute;
}

/** Longer than the pause between two refreshes of a warm query, so that these find an open connection. */
const KEEP_ALIVE_MS = 30_000;
/** No request goes out on a connection that is older than this. */
const LONGEST_LIFE_MS = 120_000;
/** Connections that are younger count as new; so an outage opens no more than one set of them in this time. */
const NEW_FOR_MS = 2_000;

/** One pool after the other; those before end what is under way and close. */
export class ConnectionPools {
  readonly #settings: PoolSettings;
  readonly #clock: Clock;
  readonly #retired = new Set<Pool>();
  #pool: Pool;
  #bornAt: number;

  constructor(settings: PoolSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#pool = newPool(settings);
    this.#bornAt = clock.now();
  }

  /** The pool for a request of now. */
  current(): Pool {
    if (this.#age() >= LONGEST_LIFE_MS) this.#replace();
    return this.#pool;
  }

  /** Begins a new set of connections, unless those of now are new. @returns whether it did */
  refresh(): boolean {
    const isOld = this.#age() >= NEW_FOR_MS;
    if (isOld) this.#replace();
    return isOld;
  }

  /** Ends all connections; requests under way fail. */
  async close(): Promise<void> {
    await Promise.all([this.#pool, ...this.#retired].map((pool) => pool.destroy()));
  }

  #age(): number {
    return this.#clock.now() - this.#bornAt;
  }

  #replace(): void {
    const old = this.#pool;
    this.#pool = newPool(this.#settings);
    this.#bornAt = this.#clock.now();
    this.#retired.add(old);
    const forget = () => this.#retired.delete(old);
    old.close().then(forget, forget);
  }
}

function newPool(settings: PoolSettings): Pool {
  return new Pool(settings.apiUrl, {
    connections: settings.connections,
    // HTTP/1.1 answers in order: without pipelining, a slow page delays nobody else's.
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: settings.upstreamTimeout,
    bodyTimeout: settings.upstreamTimeout,
    maxResponseSize: settings.maxResponseBytes,
    connect: connector(settings.way ?? {}),
  });
}

/** How the pool connects: by itself, or within a tunnel. */
function connector({
  tunnel,
  secureContext,
}: OutboundRoute): buildConnector.BuildOptions | buildConnector.connector {
  const trust = secureContext ? { secureContext } : {};
  if (!tunnel) return trust;
  const connectWithin = buildConnector(trust);
  return (options, connected) => {
    tunnel().then(
      (socket) => {
        if (options.protocol !== 'https:') return connected(null, socket);
        connectWithin({ ...options, httpSocket: socket }, connected);
      },
      (fault: Error) => connected(fault, null),
    );
  };
}
