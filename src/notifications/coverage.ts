// Of which queues every change is heard, and who is told so.
import type { ChangeListener } from '../domain/model.js';

/** Tells a listener of every queue that begins or ceases to be covered, and of no other. */
export class Coverage {
  readonly #listener: ChangeListener;
  #covered = new Set<string>();
  /** What Genesys accepted: covered, but for a doubt of the connection. */
  #accepted: readonly string[] = [];
  #doubted = false;

  constructor(listener: ChangeListener) {
    this.#listener = listener;
  }

  get size(): number {
    return this.#covered.size;
  }

  /** Exactly these are covered: those that were not by now, from `now` on; in doubt, from its end on. */
  set(queueIds: readonly string[], now: number): void {
    this.keep(queueIds);
    this.#accepted = queueIds;
    if (this.#doubted) return;
    const fresh = queueIds.filter((queueId) => !this.#covered.has(queueId));
    for (const queueId of fresh) this.#covered.add(queueId);
    if (fresh.length > 0) this.#listener.covered(fresh, now);
  }

  /** None but these are covered. */
  keep(queueIds: readonly string[]): void {
    const kept = new Set(queueIds);
    this.#accepted = this.#accepted.filter((queueId) => kept.has(queueId));
    this.#drop([...this.#covered].filter((queueId) => !kept.has(queueId)));
  }

  /** Nothing is covered until `trust`: nobody knows whether anything is heard. */
  doubt(): void {
    this.#doubted = true;
    this.#drop([...this.#covered]);
  }

  /** What was accepted is covered again, from `now` on. */
  trust(now: number): void {
    this.#doubted = false;
    this.set(this.#accepted, now);
  }

  #drop(lost: readonly string[]): void {
    for (const queueId of lost) this.#covered.delete(queueId);
    if (lost.length > 0) this.#listener.covered(lost, undefined);
  }
}
