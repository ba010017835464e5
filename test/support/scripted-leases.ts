// Leases that say what a test wants, and one who asks for them before he fetches.
import { singleFetch } from '../../src/cache/single-fetch.js';
import type { Claim, Leases } from '../../src/cache/leases.js';
import { FakeClock } from './fake-clock.js';

export const PATIENCE_MS = 750;

/**
 * What a claim says, or what comes after a while of waiting: `theirs+value` is a lease that ends after 100 ms with
 * a value, `theirs` one that ends without, `hanging` one that goes on.
 */
export type Step =
  'ours' | 'alone' | 'newer' | 'newer+value' | 'newer+old' | 'theirs' | 'theirs+value' | 'hanging';

/** Asks by these steps, the last again and again; values count up from 1, and 100 and more won't do. */
export class WalkScene {
  readonly clock = new FakeClock();
  readonly claimed: Array<string | undefined> = [];
  readonly anyway: boolean[] = [];
  readonly waits: number[] = [];
  held: string | undefined;
  /** How long a claim is under way. */
  roundTripMs = 0;
  fetches = 0;
  released = 0;
  #values = 0;
  readonly #steps: readonly Step[];

  constructor(...steps: Step[]) {
    this.#steps = steps;
  }

  readonly leases: Leases<string> = {
    claim: async (_key, held, anyway = false) => {
      if (this.roundTripMs > 0) await new Promise<void>((go) => void this.clock.after(this.roundTripMs, go));
      const step = this.#steps[Math.min(this.claimed.length, this.#steps.length - 1)]!;
      this.claimed.push(held);
      this.anyway.push(anyway);
      if (this.claimed.length > 1_000) throw new Error('It asks for ever.');
      return this.#claim(step);
    },
  };

  #claim(step: Step): Claim {
    if (step === 'ours') return { kind: 'ours', release: () => (this.released += 1) };
    if (step === 'alone') return { kind: 'alone' };
    if (step.startsWith('newer')) {
      if (step !== 'newer') this.#put(step === 'newer+old');
      return { kind: 'newer' };
    }
    return { kind: 'theirs', change: (ms) => this.#wait(step, ms) };
  }

  #put(old: boolean): void {
    this.held = `${old ? 'old' : 'value'} ${(this.#values += 1)}`;
  }

  #wait(step: Step, ms: number): Promise<void> {
    this.waits.push(ms);
    const until = step === 'hanging' ? ms : Math.min(ms, 100);
    return new Promise((resolve) => {
      this.clock.after(until, () => {
        if (step === 'theirs+value') this.#put(false);
        resolve();
      });
    });
  }

  /** @param fetch what comes of a fetch of ours */
  ask(fetch: () => Promise<string> = () => Promise.resolve('fetched')): Promise<string> {
    return singleFetch(this.leases, this.clock, {
      key: 'a',
      maxWaitMs: PATIENCE_MS,
      held: () => this.held,
      resultOf: (value, waited) =>
        value.startsWith('old') ? undefined : `${waited ? 'waited' : 'found'} ${value}`,
      fetch: () => {
        this.fetches += 1;
        return fetch();
      },
    });
  }
}
