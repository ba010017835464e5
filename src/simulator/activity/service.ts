// The two analytics endpoints, held together.
import type { Clock } from '../../runtime/clock.js';
import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import { Refusal } from '../errors.js';
import { readPaging } from '../query.js';
import { WINDOW_MS } from '../rate-limit.js';
import type { World } from '../world.js';
import { observationsAnswer } from './observations.js';
import { readActivityQuery, readObservationQuery, type AnalyticsQuery } from './query.js';
import { routingActivityAnswer } from './routing-activity.js';
import { StateLog } from './state-log.js';
import type { ActivityFace, ActivityHabits } from './types.js';
import { WaitingCalls } from './waiting.js';

const DEFAULT_PREDICATES = 100;
const LARGEST_PAGE = 100_000;

/** What analytics knows, and how it behaves. */
export class Activity implements ActivityFace {
  readonly #clock: Clock;
  readonly #world: World;
  readonly #log: StateLog;
  readonly #waiting: WaitingCalls;
  readonly #usual: ActivityHabits;
  #habits: ActivityHabits;
  #window = { endsAt: -Infinity, count: 0 };

  constructor(clock: Clock, world: World, habits: ActivityHabits) {
    this.#clock = clock;
    this.#world = world;
    this.#log = new StateLog(clock, world);
    this.#waiting = new WaitingCalls(clock);
    this.#usual = habits;
    this.#habits = habits;
  }

  get habits(): ActivityHabits {
    return this.#habits;
  }

  behave(habits: ActivityHabits): void {
    this.#habits = { ...this.#usual, ...habits };
  }

  setWaiting(queueId: string, calls: number): void {
    this.#waiting.set(this.#world.queue(queueId).id, calls);
  }

  waiting(queueId: string): number {
    return this.#waiting.of(this.#world.queue(queueId).id);
  }

  waitingBetween(queueId: string, from: number, to: number): number[] {
    return this.#waiting.between(this.#world.queue(queueId).id, from, to);
  }

  /** @throws Refusal for what is refused */
  answer(asked: Asked, body: string): Answer {
    this.#withinOwnLimit();
    const { maxPredicates = DEFAULT_PREDICATES, tooManyStatus = 400 } = this.#habits;
    const bounds = { maxPredicates, tooManyStatus };
    const [world, log, waiting] = [this.#world, this.#log, this.#waiting];
    if (asked.route === 'observations') {
      const query = readObservationQuery(body, bounds);
      this.#known(query);
      return observationsAnswer({ world, log, waiting }, query, this.#habits);
    }
    const query = readActivityQuery(body, bounds);
    this.#known(query);
    const { pageNumber } = readPaging(asked.params);
    const pageSize = Number(asked.params.get('pageSize') ?? LARGEST_PAGE);
    return routingActivityAnswer({ world, log }, query, { pageNumber, pageSize }, this.#habits);
  }

  #known({ queueIds }: AnalyticsQuery): void {
    const { unknownQueueStatus } = this.#habits;
    const unknown = queueIds.find((id) => !this.#world.find(id));
    if (unknownQueueStatus === undefined || unknown === undefined) return;
    const code = unknownQueueStatus === 403 ? { code: 'not.authorized' } : {};
    throw new Refusal(unknownQueueStatus, code);
  }

  #withinOwnLimit(): void {
    const { perMinute } = this.#habits;
    if (perMinute === undefined) return;
    const now = this.#clock.now();
    if (now >= this.#window.endsAt) this.#window = { endsAt: now + WINDOW_MS, count: 0 };
    this.#window.count += 1;
    if (this.#window.count <= perMinute) return;
    const seconds = String(Math.ceil((this.#window.endsAt - now) / 1000));
    throw new Refusal(429, { params: { seconds }, retryAfter: seconds });
  }
}
