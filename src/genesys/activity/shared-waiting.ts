// Waiting calls for whoever asks: questions of the same moment are one request, and answers are kept while fresh.
import { asServiceError, ServiceError } from '../../domain/errors.js';
import { within, type Cancel, type Clock } from '../../runtime/clock.js';
import { recentMap } from '../../runtime/memory.js';
import { budgetSpent } from '../budget.js';
import type { Purpose } from '../budget.rules.js';
import { fairBatch } from './batch.rules.js';
import { lookPause } from './pause.rules.js';
import type { QueueObservations, WaitingCalls } from './queue-observations.js';

/** Questions that come within so many milliseconds are one request. */
const COLLECTED_MS = 50;
/** Until the rate limit is looked at again, at least. */
const GATE_PAUSE_MS = 20;
const MOST_QUEUES = 10_000;
const TRY_AGAIN_MS = 1_000;

/** What looks ask before they are made. */
interface LookGate {
  admit(purpose: Purpose, pages: number): boolean;
  refreshIn(purpose: 'look'): number;
  refusal(): ServiceError | undefined;
}

/** Who has had how much of the rate limit. */
interface CallerShares {
  /** Why nothing may be asked for this caller now, though there may be budget; undefined when it may. */
  refusalOf(caller: string): ServiceError | undefined;
  /** So many requests were made. @param elsewhere callers of each queue */
  chargeLook(states: readonly never[], requests: number, elsewhere: ReadonlyArray<readonly string[]>): void;
}

/** What is collected and kept of waiting calls. */
interface SharedWaitingDependencies {
  readonly observations: Pick<QueueObservations, 'waiting' | 'batchSize'>;
  readonly gate: LookGate;
  readonly shares: CallerShares;
  readonly clock: Clock;
  /** Milliseconds for which an answer is given again. */
  readonly freshFor: number;
  readonly random?: () => number;
}

interface Wanted {
  readonly callers: Set<string>;
  readonly resolve: (calls: WaitingCalls) => void;
  readonly reject: (error: ServiceError) => void;
}

interface Failed {
  readonly error: ServiceError;
  readonly failures: number;
  /** Monotonic milliseconds. */
  readonly askAgainAt: number;
}

/** The waiting calls of one organization's queues: asked for only where somebody wants to know. */
export class SharedWaiting {
  readonly #dependencies: SharedWaitingDependencies;
  readonly #held = recentMap<WaitingCalls>(MOST_QUEUES);
  readonly #failed = recentMap<Failed>(MOST_QUEUES);
  /** Asked for, and in no request yet. */
  readonly #wanted = new Map<string, Wanted>();
  /** All that is asked for and not answered yet. */
  readonly #coming = new Map<string, Promise<WaitingCalls>>();
  #cancel: Cancel | undefined;
  #stopped = false;

  constructor(dependencies: SharedWaitingDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * The calls that wait in a queue, at most `freshFor` old when asked for.
   * @param deadlineMs how long it is waited for; 0: for as long as it takes
   * @param caller on whose account it is asked for
   * @throws ServiceError when it can't be had by then
   */
  async waiting(queueId: string, deadlineMs: number, caller = ''): Promise<WaitingCalls> {
    const { clock, freshFor } = this.#dependencies;
    const now = clock.now();
    const held = this.#held.get(queueId);
    if (held && now - held.askedAt <= freshFor) return held;
    const failed = this.#failed.get(queueId);
    if (failed && now < failed.askAgainAt) throw failed.error;
    this.#wanted.get(queueId)?.callers.add(caller);
    const found = this.#coming.get(queueId) ?? this.#want(queueId, caller);
    return deadlineMs > 0 ? within(found, deadlineMs, clock, () => this.#late(deadlineMs)) : found;
  }

  /** Asks for nothing any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#end(stopping());
  }

  #late(ms: number): ServiceError {
    const detail = `Genesys Cloud did not tell the waiting calls within ${ms} ms.`;
    return (
      this.#dependencies.gate.refusal() ??
      new ServiceError('genesys_timeout', { detail, retryAfterSeconds: 1 })
    );
  }

  #want(queueId: string, caller: string): Promise<WaitingCalls> {
    if (this.#stopped) return Promise.reject(stopping());
    if (this.#wanted.size >= MOST_QUEUES) return Promise.reject(budgetSpent(TRY_AGAIN_MS));
    const found = new Promise<WaitingCalls>((resolve, reject) => {
      this.#wanted.set(queueId, { callers: new Set([caller]), resolve, reject });
    });
    this.#coming.set(queueId, found);
    const over = () => this.#coming.delete(queueId);
    // Whoever asked may have left by then.
    found.then(over, over);
    this.#cancel ??= this.#dependencies.clock.after(COLLECTED_MS, () => this.#next());
    return found;
  }

  #next(): void {
    this.#cancel = undefined;
    const { gate, clock, observations } = this.#dependencies;
    if (this.#wanted.size === 0 || this.#stopped) return;
    const refusal = gate.refusal();
    if (refusal) return this.#end(refusal);
    this.#refuse();
    if (this.#wanted.size > 0 && gate.admit('look', 1)) void this.#ask(this.#take(observations.batchSize));
    if (this.#wanted.size === 0) return;
    const pause = Math.max(GATE_PAUSE_MS, gate.refreshIn('look'));
    this.#cancel = clock.after(pause, () => this.#next());
  }

  /** Tells those whose callers all have had their share that they have to do without. */
  #refuse(): void {
    const refusals = new Map<string, ServiceError | undefined>();
    const refusalOf = (caller: string) => {
      if (!refusals.has(caller)) refusals.set(caller, this.#dependencies.shares.refusalOf(caller));
      return refusals.get(caller);
    };
    for (const [id, { callers, reject }] of this.#wanted) {
      const [refusal, ...others] = [...callers].map(refusalOf);
      if (!refusal || others.includes(undefined)) continue;
      this.#wanted.delete(id);
      reject(refusal);
    }
  }

  /** At most `size` of those that are wanted: each caller has its turn. */
  #take(size: number): ReadonlyMap<string, Wanted> {
    const dues = [...this.#wanted].map(([id, { callers }]) => ({ id, callers: [...callers], at: 0 }));
    const taken = new Map<string, Wanted>();
    for (const id of fairBatch(dues, { now: 0, size, alongMs: 0 })?.ids ?? []) {
      const wanted = this.#wanted.get(id);
      if (wanted) taken.set(id, wanted);
      this.#wanted.delete(id);
    }
    return taken;
  }

  async #ask(batch: ReadonlyMap<string, Wanted>): Promise<void> {
    const { observations, shares } = this.#dependencies;
    const callers = [...batch.values()].map((wanted) => [...wanted.callers]);
    try {
      const answer = await observations.waiting([...batch.keys()], () => shares.chargeLook([], 1, callers));
      for (const [id, { resolve, reject }] of batch) {
        const calls = answer.get(id);
        if (calls) resolve(this.#keep(id, calls));
        else reject(this.#fail(id, notAnswered()));
      }
    } catch (fault) {
      const error = asServiceError(fault);
      for (const [id, { reject }] of batch) reject(this.#fail(id, error));
    }
  }

  #keep(queueId: string, calls: WaitingCalls): WaitingCalls {
    this.#failed.delete(queueId);
    this.#held.set(queueId, calls);
    return calls;
  }

  #fail(queueId: string, error: ServiceError): ServiceError {
    const { clock, random = Math.random } = this.#dependencies;
    const failures = (this.#failed.get(queueId)?.failures ?? 0) + 1;
    const { retryAfterSeconds } = error.facts;
    const pause = lookPause({ code: error.code, failures, retryAfterSeconds }, random());
    this.#failed.set(queueId, { error, failures, askAgainAt: clock.now() + pause });
    return error;
  }

  /** All who wait for a request that is not made. */
  #end(error: ServiceError): void {
    for (const { reject } of this.#wanted.values()) reject(error);
    this.#wanted.clear();
  }
}

const notAnswered = () =>
  new ServiceError('genesys_answer_invalid', {
    detail: 'Genesys Cloud does not tell the waiting calls of this queue.',
  });

const stopping = () => new ServiceError('genesys_timeout', { detail: 'The service is about to end.' });
