// What became of the answers to one query, and how many agents it counted over the last half hour.
import { filtersText } from '../../domain/availability-query.rules.js';
import type { MemberQuery } from '../../domain/model.js';
import { AnswerRecord } from './answer-record.js';
import { NeedRecord } from './use-record.js';

/** Milliseconds between two points of a history, and how many points there are: half an hour. */
export const HISTORY_STEP_MS = 10_000;
export const HISTORY_POINTS = 180;

/** Numbers that callers want, remembered of one query. */
const MOST_NEEDS = 8;

const lastOf = ({ lastAt = -1 }: NeedRecord) => lastAt;

/** One query of one organization. */
export class QueryRecord extends AnswerRecord {
  #filters: string | undefined;
  #needs: NeedRecord[] = [];
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

  /**
   * The record of a caller that wants so many agents to be there, made when there is none: callers, and several
   * questions of one, may want different numbers.
   */
  need(caller: string, needs: number): NeedRecord {
    const known = this.#needs.find((one) => one.caller === caller && one.needs === needs);
    if (known) return known;
    const made = new NeedRecord(caller, needs);
    this.#needs.unshift(made);
    // The longest unused of the others goes.
    if (this.#needs.length > MOST_NEEDS)
      this.#needs = [made, ...this.#needs.slice(1).sort((a, b) => lastOf(b) - lastOf(a))].slice(
        0,
        MOST_NEEDS,
      );
    return made;
  }

  /** What callers want that have asked since then, the last one first. @param since monotonic milliseconds */
  needs(since: number): readonly NeedRecord[] {
    return this.#needs.filter((one) => lastOf(one) >= since).sort((a, b) => lastOf(b) - lastOf(a));
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
