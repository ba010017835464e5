// What became of the answers to one question, one webhook or one caller: plain numbers, cheap enough for each answer.

/** One answer, as far as the journal cares. */
export interface Answered {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly caller?: string | undefined;
  readonly total?: number | undefined;
  /** Undefined when there was no decision. */
  readonly accept?: boolean | undefined;
  /** How it was had, or the code of the error that went out. */
  readonly result: string;
}

/** Counts since the start of the process. */
export class AnswerRecord {
  requests = 0;
  stale = 0;
  judged = 0;
  accepted = 0;
  last: Answered | undefined;
  /** When an answer last said a number; monotonic milliseconds. */
  countedAt: number | undefined;

  add(answered: Answered): void {
    this.requests += 1;
    if (answered.result === 'stale') this.stale += 1;
    if (answered.accept !== undefined) this.judged += 1;
    if (answered.accept) this.accepted += 1;
    if (answered.total !== undefined) this.countedAt = answered.at;
    this.last = answered;
  }
}
