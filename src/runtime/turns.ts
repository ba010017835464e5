// Work that is long for one request, one piece at a time: the event loop is one, and so is this queue.
import { eventLoopTurn } from './clock.js';

const waiting: Array<() => void> = [];

/** Lets in one after the other; between two of them all else that is ready is seen to. */
async function letIn(): Promise<void> {
  while (waiting.length > 0) {
    await eventLoopTurn();
    waiting.shift()?.();
  }
}

/**
 * Resolves in a turn of the event loop of its own. Many sockets and timers can be ready at once, and node handles all of
 * them before it looks at anything else: what takes a millisecond for each would be one block of their sum.
 */
export function ownTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) void letIn();
  });
}
