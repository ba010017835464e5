// Waits for something to become true without guessing how long that takes.

const PATIENCE_MS = 9_000;

/** Asks again and again, letting the process do its work in between, until `condition` holds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = 'the condition',
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
