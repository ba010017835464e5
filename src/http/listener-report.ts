// What becomes of connections that had to be closed for want of room: counted each, logged once a minute.
import type { Clock } from '../runtime/clock.js';
import type { HttpDependencies } from './dependencies.js';

/** Hears of the listeners' want of room. */
export interface ListenerReport {
  shed(listener: 'public' | 'admin', what: 'closed' | 'refused'): void;
  /** New connections are reset by the system, and none to Genesys can be made. */
  /** @param code the system's, such as EMFILE */
  noDescriptor(code: Uppercase<string>): void;
}

const AGAIN_MS = 60_000;
const FULL =
  'The listener has as many connections as it takes: silent and idle ones are closed for new ones. Look who opens so ' +
  'many; raise the limit on open files or http.maxConnections if they are wanted.';
const NONE_LEFT =
  'There is no file descriptor left: new connections are reset, and Genesys cannot be reached. Raise the limit on open ' +
  'files (LimitNOFILE, ulimit -n), and look what holds them.';

export function listenerReport(
  { logger, metrics, journal }: Pick<HttpDependencies, 'logger' | 'metrics' | 'journal'>,
  clock: Clock,
): ListenerReport {
  const lastAt = new Map<string, number>();
  const tell = (what: string, facts: object, hint: string) => {
    const now = clock.now();
    if (now - (lastAt.get(what) ?? -Infinity) < AGAIN_MS) return;
    lastAt.set(what, now);
    logger.warn({ ...facts, hint }, what);
  };
  return {
    shed(listener, what) {
      metrics.connectionsShed.inc({ listener, what });
      tell(`connections of the ${listener} listener at their limit`, { listener, what }, FULL);
    },
    noDescriptor(code) {
      metrics.connectionsShed.inc({ listener: 'public', what: 'reset' });
      tell(`no file descriptor left (${code})`, { code }, NONE_LEFT);
      journal.problems.add(
        'file descriptors',
        { code, title: `No file descriptor is left (${code})`, detail: NONE_LEFT, hint: NONE_LEFT },
        'fetches',
      );
    },
  };
}
