// Answers a request that was answered before, for the same caller, from memory, before express sees it.
// It decides nothing: what to answer, how and what becomes of it are the functions that the routes call.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerRecord } from '../../telemetry/journal/answer-record.js';
import type { UseRecord } from '../../telemetry/journal/use-record.js';
import type { Caller } from '../../domain/caller.rules.js';
import type { Clock } from '../../runtime/clock.js';
import { textBytes, type Memory } from '../../runtime/memory.js';
import type { Held } from '../../cache/cache.js';
import { hasKeysOnSeveralLines } from '../auth/keys-in.js';
import type { CallerQuotas } from '../auth/quotas.js';
import { readyAnswer, writeAnswer, type Answer, type ReadyAnswer } from '../response.js';
import type { RepeatedReport, RequestContext, RequestContexts } from '../request-context.js';
import { memoKeyOf, QuestionMemo, type MemoKey } from './question-memo.js';

/** A question that was understood, checked and allowed: it can be asked again without any of that. */
export interface KnownQuestion {
  readonly route: string;
  readonly caller: Caller;
  readonly queues: readonly string[];
  readonly webhook?: string;
  readonly rule: string;
  readonly records: readonly AnswerRecord[];
  readonly uses?: readonly UseRecord[] | undefined;
  /** The answer from what is held, or undefined when it has to be waited for; notes what the log wants. */
  answerNow(context: RequestContext): HeldAnswer | undefined;
}

/** An answer and all that it rests on. */
interface HeldAnswer {
  readonly answer: Answer;
  readonly held: readonly Held[];
}

/** An answer as it goes out again while what it rests on holds. */
interface Repeat {
  readonly answer: ReadyAnswer;
  readonly held: readonly Held[];
  readonly noted: Pick<RequestContext, 'served' | 'total' | 'accept' | 'basis'>;
  /** Absent until it has gone out once. */
  report?: RepeatedReport;
}

interface Remembered {
  readonly question: KnownQuestion;
  readonly key: MemoKey;
  /** Without an answer. */
  readonly bytes: number;
  repeat?: Repeat | undefined;
}

/** Questions remembered at most; the one that was longest unused goes. */
const MAX_QUESTIONS = 10_000;
/** Longer targets are answered by express each time: the memo is bounded in bytes too. */
const LONGEST_TARGET = 2_048;
/** What a question takes beside its texts, for itself and for each of its queues. */
const QUESTION_BYTES = 2_000;
const QUEUE_BYTES = 3_000;
/** Of an answer that is let go of, what its question may go on holding: a yes or no with its reasons. */
const MOST_CONCLUDED_BYTES = 16_384;
/** Answers are let go of after this long, so that no question keeps a snapshot alive that the store has dropped. */
const REPEATS_KEPT_MS = 1_000;

interface HotPathDependencies {
  readonly requestContexts: RequestContexts;
  readonly clock: Clock;
  /** Whether what this caller was allowed when its request began still holds. */
  readonly isCurrent: (caller: Caller) => boolean;
  readonly quotas: Pick<CallerQuotas, 'take'>;
  /** Against whose limit questions and their answers count. */
  readonly memory?: Memory;
}

/** Remembers questions by verified caller header and raw target together. */
export class HotPath {
  readonly #questions: QuestionMemo<Remembered>;
  readonly #repeating: Remembered[] = [];
  readonly #requestContexts: RequestContexts;
  readonly #clock: Clock;
  readonly #isCurrent: (caller: Caller) => boolean;
  readonly #quotas: Pick<CallerQuotas, 'take'>;

  constructor({ requestContexts, clock, isCurrent, quotas, memory }: HotPathDependencies) {
    this.#questions = new QuestionMemo<Remembered>(MAX_QUESTIONS, memory);
    this.#requestContexts = requestContexts;
    this.#clock = clock;
    this.#isCurrent = isCurrent;
    this.#quotas = quotas;
  }

  get size(): number {
    return this.#questions.size;
  }

  /** Remembers what `request` asked. */
  remember(request: IncomingMessage, question: KnownQuestion): void {
    const { caller } = question;
    const key = memoKeyOf(request);
    if (!key || key.target.length > LONGEST_TARGET || !this.#isCurrent(caller)) return;
    if (hasKeysOnSeveralLines(request)) return;
    const bytes = bytesOf(key, question);
    this.#questions.set(key, { question, key, bytes }, bytes, caller.name);
  }

  /** Forgets everything: callers or webhooks have changed. */
  forgetAll(): void {
    this.#questions.clear();
  }

  /** Answers `request` if it can be answered at once. @returns whether it did */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const key = memoKeyOf(request);
    const known = key && this.#questions.get(key);
    if (!known) return false;
    const context = this.#requestContexts.begin(request);
    const now = context.startedAt;
    const again = known.repeat;
    const repeat = again && holds(again, now) ? again : this.#look(key, known, context);
    if (!repeat) return false;
    // Who has used its quota up is refused by express. A question for several queues counts as so many requests.
    const { caller, queues } = known.question;
    if (!this.#quotas.take(caller, Math.max(1, queues.length))) return false;
    note(context, known.question, repeat);
    for (const held of repeat.held) held.count(now);
    const status = writeAnswer(request, response, context.requestId, repeat.answer);
    this.#requestContexts.end(context, request.method, status, repeat.report);
    repeat.report ??= {};
    return true;
  }

  /** A fault is left to express, which answers and logs it: nothing may end the process. */
  #look(key: MemoKey, known: Remembered, context: RequestContext): Repeat | undefined {
    try {
      const found = known.question.answerNow(context);
      if (!found) return undefined;
      const { served, total, accept, basis } = context;
      const noted = {
        ...(served && { served }),
        ...(total !== undefined && { total }),
        ...(accept !== undefined && { accept }),
        ...(basis && { basis }),
      };
      known.repeat = { answer: readyAnswer(found.answer), held: found.held, noted };
      this.#questions.touch(key);
      this.#questions.reweigh(key, known.bytes + found.answer.rendering.body.length);
      this.#letGoLater(known);
      return known.repeat;
    } catch {
      return undefined;
    }
  }

  #letGo(known: Remembered): void {
    const size = known.repeat?.answer.rendering.body.length ?? 0;
    known.repeat = undefined;
    // Another may have taken its place.
    if (this.#questions.get(known.key) === known)
      this.#questions.reweigh(known.key, known.bytes + Math.min(size, MOST_CONCLUDED_BYTES));
  }

  #letGoLater(known: Remembered): void {
    this.#repeating.push(known);
    if (this.#repeating.length > 1) return;
    this.#clock.after(REPEATS_KEPT_MS, () => {
      for (const one of this.#repeating.splice(0)) this.#letGo(one);
    });
  }
}

/** About: each queue has a key as long as the target, and what it was asked with. */
function bytesOf({ target, credential }: MemoKey, { queues }: KnownQuestion): number {
  const perQueue = QUEUE_BYTES + 2 * textBytes(target);
  return QUESTION_BYTES + textBytes(target) + textBytes(credential) + queues.length * perQueue;
}

function holds({ held }: Repeat, now: number): boolean {
  for (const one of held) if (!one.holds(now)) return false;
  return true;
}

function note(context: RequestContext, question: KnownQuestion, { noted }: Repeat): void {
  context.route = question.route;
  context.caller = question.caller;
  context.queues = question.queues;
  context.rule = question.rule;
  context.records = question.records;
  if (question.uses) context.uses = question.uses;
  if (question.webhook !== undefined) context.webhook = question.webhook;
  if (noted.served) context.served = noted.served;
  if (noted.total !== undefined) context.total = noted.total;
  if (noted.accept !== undefined) context.accept = noted.accept;
  if (noted.basis) context.basis = noted.basis;
}
