// The only reader of the process's environment; everything else is handed it.

/** A copy of the environment as it is now. */
export function processEnvironment(): Record<string, string | undefined> {
  return { ...process.env };
}
