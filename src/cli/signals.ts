// Ends a command that runs until it is told to stop.

/** Runs `end` once on the first SIGTERM or SIGINT, then exits with 0; a second signal exits at once. */
export function endOnSignal(end: () => Promise<void>): void {
  let ending = false;
  const onSignal = () => {
    if (ending) process.exit(1);
    ending = true;
    void end().finally(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}
