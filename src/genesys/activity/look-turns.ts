// When each queue was looked at, who waits for the next look at it, and which queues looks tell nothing of.
import type { Look, Unknown } from './look.js';

/** Moments are monotonic milliseconds. */
interface Turn {
  askedAt: number;
  /** A look is wanted at this moment, whatever the interval says. */
  urgentAt: number;
  /** Looks tell nothing of it until then. */
  excludedUntil: number;
  /** Those who wait for a look that is asked for from now on. */
  waiting: Array<(answered: boolean) => void>;
}

/** Between two looks at one queue, however urgent they are; changes are collected for so long. */
export const URGENT_MS = 250;
/** What looks tell nothing of is polled, and tried again after so long. */
const EXCLUDED_MS: Readonly<Record<Unknown, number>> = {
  truncated: 600_000,
  absent: 60_000,
  refused: 60_000,
  contradictory: 10_000,
};

/** The turns of one organization's queues; it has no clock. */
export class LookTurns {
  readonly #turns = new Map<string, Turn>();
  readonly truncated = new Set<string>();

  isExcluded(id: string, now: number): boolean {
    return this.#of(id).excludedUntil > now;
  }

  isAwaited(ids: readonly string[]): boolean {
    return ids.some((id) => this.#of(id).waiting.length > 0);
  }

  dueAt(id: string, intervalMs: number): number {
    const { askedAt, urgentAt, waiting } = this.#of(id);
    const soonest = askedAt + URGENT_MS;
    if (waiting.length > 0) return soonest;
    return Math.min(askedAt + intervalMs, Math.max(urgentAt, soonest));
  }

  /** Resolves when a look that begins later is over. @returns whether it told of the queue */
  wait(id: string): Promise<boolean> {
    return new Promise((resolve) => this.#of(id).waiting.push(resolve));
  }

  /** A look at these is wanted at this moment. */
  urge(ids: readonly string[], at: number): void {
    for (const id of ids) {
      const turn = this.#turns.get(id);
      if (turn) turn.urgentAt = Math.min(turn.urgentAt, at);
    }
  }

  /** A look at `ids` begins. @returns answers those who waited for it */
  begin(ids: readonly string[], now: number): (isAnswered: (id: string) => boolean) => void {
    const waiting = ids.map((id) => {
      const turn = this.#of(id);
      turn.askedAt = now;
      turn.urgentAt = Infinity;
      return { id, resolves: turn.waiting.splice(0) };
    });
    return (isAnswered) => {
      for (const { id, resolves } of waiting) for (const resolve of resolves) resolve(isAnswered(id));
    };
  }

  /** A look came. */
  answered({ queues, unknown }: Look, now: number): void {
    for (const id of queues.keys()) this.truncated.delete(id);
    for (const [id, why] of unknown) {
      this.#of(id).excludedUntil = now + EXCLUDED_MS[why];
      if (why === 'truncated') this.truncated.add(id);
    }
  }

  /** Nobody need wait: no look is coming. */
  giveUp(): void {
    for (const { waiting } of this.#turns.values()) waiting.splice(0).forEach((resolve) => resolve(false));
  }

  /** Forgets queues that nobody asks for. */
  keep(wanted: ReadonlySet<string>, now: number): void {
    for (const [id, { waiting, excludedUntil }] of this.#turns) {
      if (wanted.has(id) || waiting.length > 0 || excludedUntil > now) continue;
      this.#turns.delete(id);
      this.truncated.delete(id);
    }
  }

  #of(id: string): Turn {
    const known = this.#turns.get(id) ?? {
      ...{ askedAt: -Infinity, urgentAt: Infinity, excludedUntil: -Infinity },
      waiting: [],
    };
    this.#turns.set(id, known);
    return known;
  }
}
