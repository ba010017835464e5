// Names of queues for people who read ids: answered from memory, looked up behind, never waited for.
import { asServiceError } from '../../domain/errors.js';
import type { Cancel, Clock } from '../../runtime/clock.js';
import type { PooledBudget } from '../client-pool.js';
import { recentMap } from '../../runtime/memory.js';
import type { Queue, QueueDirectory } from './queues.js';

/** After this long a name is looked up again: queues are renamed. */
const NAME_LASTS_MS = 24 * 3_600_000;
/** A queue that Genesys does not know or show is asked for again after this long. */
const REFUSED_FOR_MS = 600_000;
const FAILED_FOR_MS = 60_000;
/** Between two look-ups; longer while many are wanted: then at most a tenth of the usual limit of 300 a minute. */
const PAUSE_MS = 800;
const MANY = 20;
const PAUSE_OF_MANY_MS = 2_000;
/** Until the rate limit is looked at again when it had nothing to spare. */
const GATE_PAUSE_MS = 5_000;
const MOST_NAMES = 10_000;

interface Known {
  readonly name?: string;
  /** Monotonic milliseconds. */
  readonly askAgainAt: number;
}

/** The names of one organization's queues; at most one look-up is under way. */
export class RememberedNames {
  readonly #directory: QueueDirectory;
  readonly #gate: Pick<PooledBudget, 'admit'>;
  readonly #clock: Clock;
  readonly #known = recentMap<Known>(MOST_NAMES);
  /** By id, whether somebody looks: then a name is worth more of the rate limit than what is to spare. */
  readonly #wanted = new Map<string, boolean>();
  #busy = false;
  /** Nothing may be asked now, unless it is worth more. */
  #waits = false;
  #stopped = false;
  #cancel: Cancel = () => undefined;

  constructor(directory: QueueDirectory, gate: Pick<PooledBudget, 'admit'>, clock: Clock) {
    this.#directory = directory;
    this.#gate = gate;
    this.#clock = clock;
  }

  /** For somebody who looks: one that is not known is looked up soon. */
  nameOf(queueId: string): string | undefined {
    return this.#want(queueId, true)?.name;
  }

  /** Somebody may look later: it is looked up while there is plenty of the rate limit. */
  expect(queueId: string): void {
    this.#want(queueId, false);
  }

  #want(queueId: string, isLooked: boolean): Known | undefined {
    const known = this.#known.get(queueId);
    const isWanted = !known || this.#clock.now() >= known.askAgainAt;
    if (!isWanted || this.#wanted.size >= MOST_NAMES || this.#stopped) return known;
    const before = this.#wanted.get(queueId);
    this.#wanted.set(queueId, isLooked || before === true);
    if (this.#waits && isLooked && before !== true) {
      this.#cancel();
      this.#lookNext();
    } else if (!this.#busy) this.#lookNext();
    return known;
  }

  /** Takes over what was found otherwise. */
  learn(queues: readonly Queue[]): void {
    for (const { id, name } of queues) {
      this.#wanted.delete(id);
      this.#known.set(id, { name, askAgainAt: this.#clock.now() + NAME_LASTS_MS });
    }
  }

  /** Looks nothing up any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #lookNext(): void {
    const [id, isLooked] = this.#next() ?? [];
    this.#waits = false;
    this.#busy = id !== undefined && !this.#stopped;
    if (id === undefined || this.#stopped) return;
    const purpose = isLooked && !this.#known.has(id) ? 'first-name' : 'metadata';
    if (!this.#gate.admit(purpose, 1)) {
      this.#waits = true;
      return this.#rest(GATE_PAUSE_MS);
    }
    void this.#look(id).then((known) => {
      this.#wanted.delete(id);
      this.#known.set(id, known);
      this.#rest(this.#wanted.size > MANY ? PAUSE_OF_MANY_MS : PAUSE_MS);
    });
  }

  /** One at which somebody looks, if there is any. */
  #next(): readonly [id: string, isLooked: boolean] | undefined {
    for (const one of this.#wanted) if (one[1]) return one;
    const [first] = this.#wanted;
    return first;
  }

  #rest(ms: number): void {
    if (!this.#stopped) this.#cancel = this.#clock.after(ms, () => this.#lookNext());
  }

  async #look(id: string): Promise<Known> {
    try {
      const { name } = await this.#directory.byId(id);
      return { name, askAgainAt: this.#clock.now() + NAME_LASTS_MS };
    } catch (fault) {
      const wait = asServiceError(fault).status < 500 ? REFUSED_FOR_MS : FAILED_FOR_MS;
      const name = this.#known.get(id)?.name;
      return { ...(name !== undefined && { name }), askAgainAt: this.#clock.now() + wait };
    }
  }
}
