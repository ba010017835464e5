// Ends a process that runs until it is told to stop.

/** Where an end that went wrong is told. */
interface Log {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/**
 * Runs `end` on the first SIGTERM or SIGINT and exits with 0 when it is done, with 1 when it fails; a second
 * signal exits at once.
 */
export function endOnSignal(end: () => Promise<void>, log?: Log): void {
  let ending = false;
  const onSignal = (signal: string) => {
    log?.info({ signal }, 'signal received');
    if (ending) process.exit(1);
    ending = true;
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        log?.error({ error }, 'the end went wrong');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}
