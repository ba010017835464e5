// Waits for something to become true without guessing how long that takes.

const PATIENCE_MS = 9_000;
/** What the process has to do by itself is done in so many turns of its event loop; what others do takes longer. */
const TURNS = 50;
/** Others need the machine meanwhile. */
const PAUSE_MS = 10;

/** Asks again and again, letting this process and others do their work in between, until `condition` holds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = 'the condition',
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (let turn = 0; !(await condition()); turn++) {
    if (performance.now() > giveUpAt) throw new Error(`${what} did not come about`);
    await new Promise<void>((resolve) =>
      turn < TURNS ? setImmediate(resolve) : setTimeout(resolve, PAUSE_MS),
    );
  }
}
