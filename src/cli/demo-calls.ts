// The calls of the demo: it asks itself now and then, as a platform would, so that its page has something to show.
import type { Clock } from '../runtime/clock.js';

/** Where to ask, and as whom. */
export interface DemoCalls {
  readonly publicUrl: string;
  readonly callerKey: string;
  readonly queueIds: readonly string[];
}

/** A question every so many milliseconds, each for the next queue. */
const EVERY_MS = 700;
/** In turns: the template's path, agents who are on queue and free, and a number that is met at times. */
const QUESTIONS: ReadonlyArray<(queueId: string) => string> = [
  (id) => `/api/v2/routing/queues/${id}/members?expand=presence&presence=Available&joined=true`,
  (id) => `/v1/queues/${id}/availability?routingStatus=IDLE`,
  (id) => `/v1/queues/${id}/availability?min=2`,
];

/** The path that call number `n` asks: each queue has a question of its own. */
export function pathOf(n: number, queueIds: readonly string[]): string {
  const index = n % queueIds.length;
  const question = QUESTIONS[index % QUESTIONS.length] as (queueId: string) => string;
  return question(queueIds[index] as string);
}

/** Asks until the returned function is called; an answer that fails is seen on the page. */
export function askNowAndThen({ publicUrl, callerKey, queueIds }: DemoCalls, clock: Clock): () => void {
  let [calls, cancel] = [0, (): void => undefined];
  const next = () => {
    cancel = clock.after(EVERY_MS, () => {
      const headers = { authorization: `Bearer ${callerKey}` };
      void fetch(publicUrl + pathOf(calls, queueIds), { headers })
        .then((answer) => answer.arrayBuffer())
        .catch(() => undefined);
      calls += 1;
      next();
    });
  };
  next();
  return () => cancel();
}
