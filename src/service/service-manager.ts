// Tells systemd how it goes (sd_notify): ready, reloading, ending, and alive for as long as the event loop turns.
import { execFile } from 'node:child_process';
import type { Cancel, Clock } from '../runtime/clock.js';
import type { Environment } from '../settings/environment.js';

/** Sends one message; must not throw. */
type Notify = (assignments: readonly string[]) => void;

/** The least of systemd's patience that is kept: a message costs a process. */
const PART_OF_WATCHDOG = 3;

/**
 * Nothing at all where no service manager listens. Node has no datagrams of Unix sockets, so each message is sent by
 * systemd's own `systemd-notify`, for which the unit needs NotifyAccess=all.
 */
export class ServiceManager {
  readonly #notify: Notify | undefined;
  readonly #watchdogMs: number;
  readonly #clock: Clock;
  #cancel: Cancel = () => undefined;
  #isReady = false;

  constructor(environment: Environment, clock: Clock, notify: Notify = bySystemdNotify(environment)) {
    this.#notify = environment['NOTIFY_SOCKET'] ? notify : undefined;
    this.#watchdogMs = Number(environment['WATCHDOG_USEC'] ?? 0) / 1_000;
    this.#clock = clock;
  }

  /** Requests are answered from now on. */
  ready(): void {
    this.#isReady = true;
    this.#notify?.(['READY=1']);
    if (this.#watchdogMs > 0) this.#beAlive();
  }

  /** Runs `work` as a reload. */
  async whileReloading(work: () => Promise<void> | undefined): Promise<void> {
    if (this.#isReady) this.#notify?.(['RELOADING=1']);
    try {
      await work();
    } finally {
      if (this.#isReady) this.#notify?.(['READY=1']);
    }
  }

  /** The end has begun; the drain may be longer than the watchdog's patience, so signs of life go on. */
  stopping(): void {
    this.#isReady = false;
    this.#notify?.(['STOPPING=1']);
  }

  /** No more signs of life. */
  stop(): void {
    this.#cancel();
  }

  #beAlive(): void {
    this.#cancel = this.#clock.after(this.#watchdogMs / PART_OF_WATCHDOG, () => {
      this.#notify?.(['WATCHDOG=1']);
      this.#beAlive();
    });
  }
}

function bySystemdNotify({ NOTIFY_SOCKET = '', PATH = '/usr/bin:/bin' }: Environment): Notify {
  return (assignments) => {
    const options = { env: { NOTIFY_SOCKET, PATH }, timeout: 5_000 };
    execFile('systemd-notify', assignments, options, () => undefined).unref();
  };
}
