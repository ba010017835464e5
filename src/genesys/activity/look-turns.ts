// When each queue was looked at, who waits for the next look at it, and which queues looks tell nothing of.
import { fairBatch, type Due } from './batch.rules.js';
import type { Look, Unknown } from './look.js';
import { UNPROVEN_INTERVALS } from './pace.rules.js';

/** Moments are monotonic milliseconds. */
interface Turn {
  askedAt: number;
  /** From the look before to that one. */
  gapMs: number;
  /** A look is wanted at this moment, whatever the interval says. */
  urgentAt: number;
  /** Looks tell nothing of it until then. */
  excludedUntil: number;
  /** A look at it is under way. */
  isUnderWay: boolean;
  /** Those who wait for a look that is asked for from now on. */
  waiting: Array<(answered: boolean) => void>;
}

/** A queue to look at. */
interface WantedQueue {
  /** The names of those who ask for it. */
  readonly callers: readonly string[];
  /** Whether looks tell something that is relied on, or may soon. */
  readonly isUseful: boolean;
}
export type WantedQueues = ReadonlyMap<string, WantedQueue>;

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
    return (this.#turns.get(id)?.excludedUntil ?? -Infinity) > now;
  }

  /** Those of `ids` for which somebody waits. */
  awaited(ids: readonly string[]): readonly string[] {
    return ids.filter((id) => (this.#turns.get(id)?.waiting.length ?? 0) > 0);
  }

  /** Whether one of them was never looked at. */
  isNew(ids: readonly string[]): boolean {
    return ids.some((id) => (this.#turns.get(id)?.askedAt ?? -Infinity) === -Infinity);
  }

  /** Milliseconds between the last two looks at a queue, 0 before the second. @param most more says that it was unproven */
  gapMs(id: string, most: number): number {
    const gapMs = this.#turns.get(id)?.gapMs ?? Infinity;
    return gapMs <= most ? gapMs : 0;
  }

  /** The next batch of at most `size` queues, and when it is due; undefined when none is. */
  next(
    wanted: WantedQueues,
    { intervalMs, size, now }: { readonly intervalMs: number; readonly size: number; readonly now: number },
  ): { readonly ids: readonly string[]; readonly at: number } | undefined {
    const dues: Due[] = [];
    for (const [id, { callers, isUseful }] of wanted) {
      const turn = this.#of(id);
      if (turn.isUnderWay || turn.excludedUntil > now) continue;
      dues.push({ id, callers, at: dueAt(turn, isUseful ? intervalMs : UNPROVEN_INTERVALS * intervalMs) });
    }
    return fairBatch(dues, { now, size, alongMs: intervalMs / 2 });
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

  /** A look at `ids` begins. @returns ends it, and answers those who waited for it */
  begin(ids: readonly string[], now: number): (isAnswered: (id: string) => boolean) => void {
    const begun = ids.map((id) => {
      const turn = this.#of(id);
      turn.gapMs = now - turn.askedAt;
      turn.askedAt = now;
      turn.urgentAt = Infinity;
      turn.isUnderWay = true;
      return { id, turn, resolves: turn.waiting.splice(0) };
    });
    return (isAnswered) => {
      for (const { id, turn, resolves } of begun) {
        turn.isUnderWay = false;
        for (const resolve of resolves) resolve(isAnswered(id));
      }
    };
  }

  /** Another process has looked: whoever waits here is answered by that. */
  heard({ queues, unknown }: Look): void {
    for (const [id, { askedAt }] of queues) {
      const turn = this.#of(id);
      // While another process takes over, two may look.
      if (askedAt > turn.askedAt) {
        turn.gapMs = askedAt - turn.askedAt;
        turn.askedAt = askedAt;
        turn.urgentAt = Infinity;
      }
      for (const resolve of turn.waiting.splice(0)) resolve(true);
    }
    for (const id of unknown.keys()) for (const resolve of this.#of(id).waiting.splice(0)) resolve(false);
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
  keep(wanted: Pick<WantedQueues, 'has'>, now: number): void {
    for (const [id, { waiting, excludedUntil, isUnderWay }] of this.#turns) {
      if (wanted.has(id) || waiting.length > 0 || excludedUntil > now || isUnderWay) continue;
      this.#turns.delete(id);
      this.truncated.delete(id);
    }
  }

  #of(id: string): Turn {
    const known = this.#turns.get(id) ?? {
      ...{ askedAt: -Infinity, gapMs: Infinity, urgentAt: Infinity, excludedUntil: -Infinity },
      isUnderWay: false,
      waiting: [],
    };
    this.#turns.set(id, known);
    return known;
  }
}

function dueAt({ askedAt, urgentAt, waiting }: Turn, intervalMs: number): number {
  const soonest = askedAt + URGENT_MS;
  if (waiting.length > 0) return soonest;
  return Math.min(askedAt + intervalMs, Math.max(urgentAt, soonest));
}
