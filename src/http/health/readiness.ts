// Whether this process should be sent requests: from the first token until the drain.

/** A one-way street: starting, ready, draining. */
export class Readiness {
  #state: 'starting' | 'ready' | 'draining' = 'starting';

  readonly #listeners: Array<() => void> = [];

  get state(): 'starting' | 'ready' | 'draining' {
    return this.#state;
  }

  /** The first token of any organization is here. A Genesys outage later doesn't change that. */
  tokenObtained(): void {
    if (this.#state === 'starting') this.#state = 'ready';
  }

  /** The process is about to end; every request is still answered. */
  drain(): void {
    this.#state = 'draining';
    this.#listeners.forEach((listener) => listener());
  }

  /** Calls `listener`, which must not throw, when the drain begins. */
  onDrain(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
