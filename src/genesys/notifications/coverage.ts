// Of which queues every change is heard, and who is told so.
import type { ChangeListener } from '../../model.js';

/** Tells a listener of every queue that begins or ceases to be covered, and of no other. */
export class Coverage {
  readonly #listener: ChangeListener;
  #covered = new Set<string>();

  constructor(listener: ChangeListener) {
    this.#listener = listener;
  }

  get size(): number {
    return this.#covered.size;
  }

  /** Exactly these are covered: those that were not by now, from `now` on. */
  set(queueIds: readonly string[], now: number): void {
    this.keep(queueIds);
    const fresh = queueIds.filter((queueId) => !this.#covered.has(queueId));
    for (const queueId of fresh) this.#covered.add(queueId);
    if (fresh.length > 0) this.#listener.covered(fresh, now);
  }

  /** None but these are covered. */
  keep(queueIds: readonly string[]): void {
    const kept = new Set(queueIds);
    const lost = [...this.#covered].filter((queueId) => !kept.has(queueId));
    for (const queueId of lost) this.#covered.delete(queueId);
    if (lost.length > 0) this.#listener.covered(lost, undefined);
  }
}
