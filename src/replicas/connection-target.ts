// How Redis is reached, and what its client is told of that.

/** How Redis is reached. Times are milliseconds. */
export interface RedisTarget {
  /**
   * Asked anew for each connection: files may have changed. `url` is `redis://` or `rediss://`; a user or password
   * in it is used where none is given beside it.
   */
  readonly credentials: () => {
    readonly url: string;
    readonly username?: string;
    readonly password?: string;
  };
  /** Certificate authorities in PEM that are trusted instead of the usual ones. */
  readonly ca?: string | undefined;
  readonly connectTimeout: number;
  /** A command that takes longer is given up, and the connection with it. */
  readonly commandTimeout: number;
}

const REDIS_PORT = 6_379;

/** Commands that wait for an answer at once. */
const MAX_WAITING = 1_000;

/** What the client is made with, for one connection. @throws Error for an address that can't be used */
export function clientOptions({ credentials, ca, connectTimeout }: RedisTarget) {
  const given = credentials();
  const url = new URL(given.url);
  const username = given.username ?? decodeURIComponent(url.username);
  const password = given.password ?? decodeURIComponent(url.password);
  // The client would take only what is in the address, be it half of what is needed, and an IPv6 address with its brackets.
  const socket = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? REDIS_PORT : Number(url.port),
    ...{ connectTimeout, reconnectStrategy: false as const },
    ...(url.protocol === 'rediss:' && { tls: true as const, ...(ca && { ca }) }),
  };
  const database = Number(url.pathname.slice(1));
  const bounds = { disableOfflineQueue: true, commandsQueueMaxLength: MAX_WAITING };
  return {
    ...(database > 0 && { database }),
    ...(username && { username }),
    ...(password && { password }),
    ...bounds,
    socket,
  };
}
