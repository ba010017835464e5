// Asks for looks: when the next batch goes out, as often as the promise needs and the budget allows.
import { asServiceError, type ServiceError } from '../../domain/errors.js';
import type { Cancel, Clock } from '../../runtime/clock.js';
import { lookSpacing } from '../budget.rules.js';
import type { Look } from './look.js';
import { LookAdmission, type LookAdmissionDependencies } from './look-admission.js';
import { LookTrouble } from './look-trouble.js';
import { LookTurns, URGENT_MS, type WantedQueues } from './look-turns.js';
import { lookPace, type LookPace } from './pace.rules.js';
import type { RoutingActivity } from './routing-activity.js';

interface LookScheduleDependencies extends LookAdmissionDependencies {
  readonly activity: Pick<RoutingActivity, 'look' | 'batchSize'>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Milliseconds. */
  readonly freshFor: number;
  readonly minInterval: number;
  /** The queues to look at. */
  readonly wanted: () => WantedQueues;
  /** Whether this process asks; else another one does, for all. */
  readonly isOurs: () => boolean;
  /** Somebody here waits for a look that another process is to ask for. */
  readonly await: (queueId: string) => void;
  /** Looks at these have cost so many requests. */
  readonly spent: (queueIds: readonly string[], requests: number) => void;
  readonly looked: (look: Look) => void;
  readonly failed: (error: ServiceError, pauseMs: number) => void;
}

const SHORTEST_MS = 10;
const LONGEST_MS = 500;
/** Requests under way at once. */
const MOST_UNDER_WAY = 4;
/** So many intervals lie between two looks at a queue where budget or callers are short. */
const GAPS = 3;
/** Looks go out a little sooner than wished, so that they don't meet Genesys's clock at the same part of each second. */
const OFF_BEAT = 0.97;

/** Looks of one organization, while they are `on`. */
export class LookSchedule {
  readonly #dependencies: LookScheduleDependencies;
  readonly #turns = new LookTurns();
  readonly #trouble: LookTrouble;
  readonly #admission: LookAdmission;
  #underWay = 0;
  #timer: Cancel | undefined;
  #wakesAt = Infinity;
  #isOn = false;
  #lastAnswerAt: number | undefined;
  /** By the pace of the last round. */
  #intervalMs = 0;

  constructor(dependencies: LookScheduleDependencies) {
    this.#dependencies = dependencies;
    this.#trouble = new LookTrouble(dependencies.random);
    this.#admission = new LookAdmission(dependencies);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Why looks rest, undefined while they don't. */
  get trouble(): ServiceError | undefined {
    return this.#trouble.error;
  }

  /** Milliseconds until looks are tried again. */
  get restsForMs(): number {
    return Math.max(0, this.#trouble.until - this.#dependencies.clock.now());
  }

  /** When the last look was answered. */
  get lastAnswerAt(): number | undefined {
    return this.#lastAnswerAt;
  }

  get truncated(): ReadonlySet<string> {
    return this.#turns.truncated;
  }

  /** How often these queues are looked at, as the budget stands. */
  pace(queues: WantedQueues): LookPace {
    const { activity, budget, freshFor, minInterval, fetchesWanted } = this.#dependencies;
    const { batchSize } = activity;
    const spacing = lookSpacing(budget.window(), fetchesWanted());
    const useful = [...queues.values()].filter(({ isUseful }) => isUseful).length;
    const unproven = queues.size - useful;
    return lookPace({ useful, unproven, batchSize, freshFor, minInterval, spacing });
  }

  /** Milliseconds between the last two looks at a queue; 0 where they say nothing of the next. */
  gapMs(queueId: string): number {
    return this.#turns.gapMs(queueId, GAPS * this.#intervalMs);
  }

  turn(on: boolean): void {
    if (on === this.#isOn) return;
    this.#isOn = on;
    if (on) return this.#sleep(0);
    this.#timer?.();
    this.#timer = undefined;
    this.#wakesAt = Infinity;
    this.#dependencies.budget.keepForLooks(0);
    this.#turns.giveUp();
  }

  /** Queues are asked for that were not before. */
  wake(): void {
    if (this.#isOn && !this.#timer) this.#sleep(SHORTEST_MS);
  }

  /** Resolves when the next look at the queue is over, which was asked for from now on if it is ours. @returns whether it told of the queue */
  next(queueId: string): Promise<boolean> {
    const { clock } = this.#dependencies;
    const now = clock.now();
    if (!this.#isOn || this.trouble || this.#turns.isExcluded(queueId, now)) return Promise.resolve(false);
    if (this.#dependencies.isOurs()) this.#hurry(now);
    else this.#dependencies.await(queueId);
    return this.#turns.wait(queueId);
  }

  /** Another process has looked. */
  heard(look: Look): void {
    this.#trouble.over();
    this.#turns.heard(look);
    this.#succeeded(look);
  }

  /** Looks of another process fail: there is nothing to wait for until that is over. */
  rest(error: ServiceError, pauseMs: number): void {
    this.#trouble.rest(error, this.#dependencies.clock.now() + pauseMs);
    this.#turns.giveUp();
  }

  /** It may be this process now that asks. */
  considerNow(): void {
    this.#hurry(this.#dependencies.clock.now());
  }

  /** Something about these queues has changed: they are looked at soon, together with what else changes meanwhile. */
  changed(queueIds: readonly string[]): void {
    const at = this.#dependencies.clock.now() + URGENT_MS;
    this.#turns.urge(queueIds, at);
    this.#hurry(at);
  }

  #round(): void {
    const { clock, wanted, activity, budget, minInterval, isOurs } = this.#dependencies;
    const now = clock.now();
    const queues = wanted();
    this.#turns.keep(queues, now);
    if (now < this.#trouble.until) {
      budget.keepForLooks(0);
      return this.#sleep(this.#trouble.until - now);
    }
    const { wishedMs, wishedPerMinute, intervalMs: usualMs } = this.pace(queues);
    const intervalMs = Math.max(minInterval, OFF_BEAT * wishedMs);
    this.#intervalMs = usualMs;
    budget.keepForLooks(wishedPerMinute);
    if (queues.size === 0) return;
    if (!isOurs()) return this.#sleep(LONGEST_MS);
    let wait = LONGEST_MS;
    while (this.#underWay < MOST_UNDER_WAY) {
      const next = this.#turns.next(queues, { intervalMs, size: activity.batchSize, now });
      wait = next ? next.at - now : LONGEST_MS;
      if (!next || wait > 0) break;
      wait = this.#admission.waitFor(next.ids, this.#turns, now);
      if (wait > 0) break;
      void this.#ask(next.ids);
    }
    this.#sleep(wait);
  }

  async #ask(ids: readonly string[]): Promise<void> {
    const { activity, clock, looked, spent } = this.#dependencies;
    const end = this.#turns.begin(ids, clock.now());
    this.#underWay += 1;
    let look: Look | undefined;
    try {
      look = await activity.look(ids);
      spent(ids, look.requests);
      this.#succeeded(look);
      looked(look);
    } catch (fault) {
      const error = asServiceError(fault);
      // What was admitted at the very end of a window may be held back: nothing was asked then.
      if (isHeldBack(error)) this.#admission.heldBack(clock.now());
      else {
        spent(ids, 1);
        this.#failed(error);
      }
    } finally {
      this.#underWay -= 1;
      end((id) => look?.queues.has(id) ?? false);
      this.#hurry(clock.now());
    }
  }

  #succeeded(look: Look): void {
    const now = this.#dependencies.clock.now();
    this.#trouble.succeeded();
    this.#lastAnswerAt = now;
    this.#turns.answered(look, now);
  }

  #failed(error: ServiceError): void {
    const { clock, failed } = this.#dependencies;
    const pauseMs = this.#trouble.failed(error, clock.now());
    this.#turns.giveUp();
    failed(error, pauseMs);
  }

  #hurry(at: number): void {
    if (!this.#isOn || at >= this.#wakesAt) return;
    this.#timer?.();
    this.#sleep(at - this.#dependencies.clock.now());
  }

  #sleep(ms: number): void {
    const { clock } = this.#dependencies;
    if (!this.#isOn) return;
    const bounded = Math.max(SHORTEST_MS, Math.min(ms, LONGEST_MS));
    this.#wakesAt = clock.now() + bounded;
    this.#timer = clock.after(bounded, () => {
      this.#timer = undefined;
      this.#wakesAt = Infinity;
      this.#round();
    });
  }
}

/** Whether our own count of the limit kept a request from going out. */
const isHeldBack = ({ code, facts }: ServiceError): boolean =>
  code === 'genesys_rate_limited' && facts.upstreamStatus === undefined;
