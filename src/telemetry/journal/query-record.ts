// What became of the answers to one query, and how many agents it counted over the last half hour.
import { filtersText } from '../../domain/availability-query.rules.js';
import type { MemberQuery } from '../../domain/model.js';
import { AnswerRecord } from './answer-record.js';

/** Milliseconds between two points of a history, and how many points there are: half an hour. */
export const HISTORY_STEP_MS = 10_000;
export const HISTORY_POINTS = 180;

/** One query of one organization. */
export class QueryRecord extends AnswerRecord {
  #filters: string | undefined;
  /** As many agents the last question wanted to be there; undefined where it was no question of number. */
  needs: number | undefined;
  readonly #history: Array<number | null> = [];

  constructor(
    /** Another one for each question. */
    readonly key: string,
    /** Short, the same for the same question in every replica; no secret. */
    readonly id: string,
    readonly organization: string,
    readonly query: MemberQuery,
    /** Monotonic milliseconds. */
    readonly since: number,
  ) {
    super();
  }

  /** The filters in one line. */
  get filters(): string {
    return (this.#filters ??= filtersText(this.query.filters));
  }

  /** Monotonic milliseconds of the last request. */
  get usedAt(): number {
    return this.last?.at ?? this.since;
  }

  /** Agents counted, one number each HISTORY_STEP_MS, oldest first; null where nothing was known. */
  get history(): ReadonlyArray<number | null> {
    return this.#history;
  }

  /** @param count null when nothing is known */
  note(count: number | null): void {
    this.#history.push(count);
    if (this.#history.length > HISTORY_POINTS) this.#history.shift();
  }
}
