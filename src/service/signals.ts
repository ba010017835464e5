// Ends a process that runs until it is told to stop.
import { foregroundClock, pause } from '../runtime/clock.js';

/** Where an end that went wrong is told. */
interface Log {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

interface EndOptions {
  readonly log?: Log;
  /** What is still to be written, once all is done. Must not reject, or take long. */
  readonly flush?: () => Promise<void>;
}

/** Work that is about to be done in the background, such as the closing of a file, has this long. */
const BACKGROUND_MS = 250;
const LOOK_EVERY_MS = 10;

/**
 * Runs `end` on the first SIGTERM or SIGINT and exits with 0 when it is done, with 1 when it fails; a second
 * signal exits at once.
 */
export function endOnSignal(end: () => Promise<void>, { log, flush }: EndOptions = {}): void {
  let ending = false;
  const onSignal = (signal: NodeJS.Signals) => {
    log?.info({ signal }, 'signal received');
    if (ending) return void leave(1, signal);
    ending = true;
    end()
      .then(
        () => 0,
        (error: unknown) => {
          log?.error({ error }, 'the end went wrong');
          return 1;
        },
      )
      .then(async (code) => {
        await flush?.();
        await leave(code, signal);
      })
      .catch(() => process.exit(1));
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

/**
 * Node's exit waits for each thread of its pool, and one may be in a look-up of a name that nobody answers, or on a
 * disk that hangs, for minutes. The signal itself, with nobody to catch it any more, doesn't wait. (The first process
 * of a container is out of its reach, and waits for its threads, or for whoever loses patience.)
 */
async function leave(code: number, signal: NodeJS.Signals): Promise<void> {
  for (let waited = 0; isInBackground() && waited < BACKGROUND_MS; waited += LOOK_EVERY_MS)
    await pause(foregroundClock, LOOK_EVERY_MS);
  if (isInBackground()) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    await pause(foregroundClock, BACKGROUND_MS);
  }
  process.exit(code);
}

/** Whether a thread of the pool is at work: at a file, or at the name of a host. */
function isInBackground(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((name) => /^(?:FSReq|FileHandleCloseReq|GetAddrInfo|GetNameInfo)/.test(name));
}
