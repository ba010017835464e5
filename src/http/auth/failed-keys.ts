// Counts requests with a wrong key by network: slows those who go on, and keeps their log lines few.
import { ServiceError } from '../../domain/errors.js';
import type { Clock } from '../../runtime/clock.js';
import type { Logger } from '../../telemetry/logger.js';
import { senderAddress } from './address.rules.js';

/** What becomes of one request with a wrong key. */
interface Failure {
  /** `too_many_failed_keys` where the network has used up its failures, else the error itself. */
  readonly error: ServiceError;
  /** The sender's address as it may be written. */
  readonly address: string;
  /** Whether it gets a log line; what gets none is counted in one line at the end of the minute. */
  readonly logged: boolean;
}

const WINDOW_MS = 60_000;
/** Networks counted apart in a minute, some 2 MB; all beyond are counted as one, so that no flood can grow the table. */
const MOST_NETWORKS = 10_000;
const ALL_OTHERS = 'all others';
/** Log lines a minute: of one network, so that no other's first failure is lost in them, and of all. */
const LINES_OF_ONE = 5;
const LINES_OF_ALL = 100;

/** The failures of one kind of key. A request with a valid key is none of its business, whatever its sender did before. */
export class FailedKeys {
  readonly #of: 'callers' | 'admin';
  readonly #perMinute: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #failures = new Map<string, number>();
  #all = 0;
  #lines = 0;
  #endsAt = 0;

  /** @param perMinute failures of one network before they are answered with 429; 0: no limit */
  constructor(of: 'callers' | 'admin', perMinute: number, clock: Clock, logger: Logger) {
    this.#of = of;
    this.#perMinute = perMinute;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Networks counted at this moment. */
  get size(): number {
    return this.#failures.size;
  }

  /** Counts one failure. @param ip as the socket or a trusted proxy says */
  count(error: ServiceError, ip: string | undefined): Failure {
    const now = this.#clock.now();
    if (this.#all === 0) this.#begin(now);
    const { text, network } = senderAddress(ip);
    const room = this.#failures.size < MOST_NETWORKS || this.#failures.has(network);
    const counted = room ? network : ALL_OTHERS;
    const failures = (this.#failures.get(counted) ?? 0) + 1;
    this.#failures.set(counted, failures);
    this.#all += 1;
    const logged = failures <= LINES_OF_ONE && this.#lines < LINES_OF_ALL;
    if (logged) this.#lines += 1;
    const slowed = this.#perMinute > 0 && failures > this.#perMinute;
    return { error: slowed ? this.#tooMany(now) : error, address: text, logged };
  }

  #tooMany(now: number): ServiceError {
    return new ServiceError('too_many_failed_keys', {
      detail: `${this.#perMinute} failed keys from one address in 60 s are used up.`,
      retryAfterSeconds: Math.ceil((this.#endsAt - now) / 1000),
    });
  }

  #begin(now: number): void {
    this.#endsAt = now + WINDOW_MS;
    this.#clock.after(WINDOW_MS, () => this.#end());
  }

  #end(): void {
    const facts = { of: this.#of, failures: this.#all, networks: this.#failures.size };
    const unlogged = this.#all - this.#lines;
    if (unlogged > 0) this.#logger.warn({ ...facts, unlogged }, 'failed keys within a minute');
    this.#failures.clear();
    this.#all = this.#lines = 0;
  }
}
