// Work that is long for one request, one piece at a time: the event loop is one, and so is this queue.
import { eventLoopTurn } from './clock.js';

type LetIn = () => void;
/** What an upstream has answered goes first: others wait for just that. */
const answers: LetIn[] = [];
const questions: LetIn[] = [];
let running = false;

/** Lets in one after the other; between two of them all else that is ready is seen to. */
async function letIn(): Promise<void> {
  running = true;
  while (answers.length + questions.length > 0) {
    await eventLoopTurn();
    (answers.shift() ?? questions.shift())?.();
  }
  running = false;
}

function waitIn(queue: LetIn[]): Promise<void> {
  return new Promise((resolve) => {
    queue.push(resolve);
    if (!running) void letIn();
  });
}

/**
 * Resolves in a turn of the event loop of its own. Many sockets and timers can be ready at once, and node handles all of
 * them before it looks at anything else: what takes a millisecond for each would be one block of their sum.
 */
export const ownTurn = (): Promise<void> => waitIn(questions);

/** The same for an answer from upstream, before all who wait in `ownTurn`. */
export const ownTurnFirst = (): Promise<void> => waitIn(answers);
