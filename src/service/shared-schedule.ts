// The schedule of looks of one organization as all its replicas share it: who looks, at what, and who hears of it.
import type { ServiceError } from '../domain/errors.js';
import type { QueryState } from '../cache/queries.js';
import type { Look, QueueLook } from '../genesys/activity/look.js';
import { LookSchedule } from '../genesys/activity/look-schedule.js';
import type { LookPace } from '../genesys/activity/pace.rules.js';
import type { RoutingActivity } from '../genesys/activity/routing-activity.js';
import type { LookDependencies, LookRole, LookSharing } from '../replicas/look-sharing.js';
import type { Settings } from '../settings/types.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import type { FetchesWanted } from './fetches-wanted.js';
import type { LookSwitch } from './look-switch.js';
import { LooksTogether } from './looks-together.js';
import type { QueuesAskedFor } from './queues-asked-for.js';

type ForOthers = Pick<LookDependencies, 'noted' | 'known' | 'learned'>;

interface ScheduleDependencies extends ActivityDependencies, ForOthers {
  readonly activity: RoutingActivity;
  readonly settings: Pick<Settings, 'activity' | 'availability'>;
  readonly queues: QueuesAskedFor;
  readonly fetchesWanted: FetchesWanted;
  readonly lookSwitch: LookSwitch;
  readonly isUseful: (states: readonly QueryState[]) => boolean;
  /** A look came, of this process or another one. */
  readonly looked: (look: Look) => void;
  /** Looks fail. */
  readonly failed: (error: ServiceError, pauseMs: number) => void;
  /** Others want something of looks: whether to look is to be considered. */
  readonly wake: () => void;
}

export class SharedSchedule {
  readonly #dependencies: ScheduleDependencies;
  readonly #schedule: LookSchedule;
  readonly #sharing: LookSharing;
  readonly #together: LooksTogether;

  constructor(dependencies: ScheduleDependencies) {
    const { activity, budget, clock, cache, queues, settings } = dependencies;
    this.#dependencies = dependencies;
    const sharing = (this.#sharing = dependencies.share(this.#forReplicas()));
    const together = (this.#together = new LooksTogether({ clock, cache, queues, sharing }));
    this.#schedule = new LookSchedule({
      ...{ activity, budget, clock, random: dependencies.random ?? Math.random },
      freshFor: settings.availability.freshFor,
      minInterval: settings.activity.minInterval,
      wanted: () => together.forLooks(dependencies.isUseful),
      isOurs: () => together.isOurs,
      await: (queueId) => sharing.await(queueId),
      fetchesWanted: () => together.perMinute('fetches', dependencies.fetchesWanted.perMinute),
      mayHurry: (queueIds) => together.mayHurry(queueIds),
      spent: (queueIds, requests) => together.spent(queueIds, requests),
      looked: (look) => {
        sharing.tellLook(look);
        dependencies.looked(this.#news(look));
      },
      failed: (error, pauseMs) => {
        sharing.tellFailure(error, pauseMs);
        dependencies.failed(error, pauseMs);
      },
    });
  }

  get isOn(): boolean {
    return this.#schedule.isOn;
  }

  get trouble(): ServiceError | undefined {
    return this.#schedule.trouble;
  }

  get lastAnswerAt(): number | undefined {
    return this.#schedule.lastAnswerAt;
  }

  get truncated(): ReadonlySet<string> {
    return this.#schedule.truncated;
  }

  get role(): LookRole {
    return this.#sharing.role();
  }

  /** Processes that compare looks. */
  get replicas(): number {
    return this.#together.replicas;
  }

  /** Ids of the queues that any replica is asked for. */
  get queueIds(): ReadonlySet<string> {
    return new Set(this.#wanted().keys());
  }

  /** How often queues are looked at, as the budget stands. */
  get pace(): LookPace {
    return this.#schedule.pace(this.#wanted());
  }

  gapMs(queueId: string): number {
    return this.#schedule.gapMs(queueId);
  }

  /** Whether looks are made is considered. @returns what they are to be from now on, undefined for no change */
  consider(): boolean | undefined {
    const together = (own: number) => this.#together.perMinute('polling', own);
    const { isLooking } = this.#sharing.others();
    return this.#dependencies.lookSwitch.consider(this.#schedule.isOn, isLooking, together);
  }

  turn(on: boolean): void {
    this.#sharing.seek(on);
    this.#schedule.turn(on);
  }

  wake(): void {
    this.#schedule.wake();
  }

  next(queueId: string): Promise<boolean> {
    return this.#schedule.next(queueId);
  }

  changed(queueIds: readonly string[]): void {
    this.#schedule.changed(queueIds);
  }

  /** A queue is distrusted: others hear of that at once. */
  tellDistrust(): void {
    this.#sharing.tellNoted();
  }

  start(): void {
    this.#sharing.start();
  }

  /** Never rejects. */
  stop(): Promise<void> {
    this.#schedule.turn(false);
    return this.#sharing.stop();
  }

  #wanted() {
    return this.#together.forLooks(this.#dependencies.isUseful);
  }

  #forReplicas(): LookDependencies {
    const { noted, known, learned, queues, lookSwitch, fetchesWanted, isUseful } = this.#dependencies;
    return {
      ...{ noted, known, learned },
      wanted: () => ({
        isLooking: this.#schedule.isOn,
        polling: lookSwitch.polling,
        fetches: fetchesWanted.perMinute,
        queues: queues.forLooks(isUseful),
      }),
      looked: (look) => this.#heard(look),
      failed: (error, pauseMs) => {
        if (!this.#schedule.isOn) return;
        this.#schedule.rest(error, pauseMs);
        this.#dependencies.failed(error, pauseMs);
      },
      awaited: (queueIds) => {
        const { trouble, restsForMs } = this.#schedule;
        // Who came later has not heard of it, and must not wait in vain.
        if (trouble) this.#sharing.tellFailure(trouble, restsForMs);
        else queueIds.forEach((id) => void this.#schedule.next(id));
      },
      changed: () => {
        this.#dependencies.wake();
        this.#schedule.considerNow();
      },
    };
  }

  #heard(look: Look): void {
    if (!this.#schedule.isOn) return;
    this.#together.spentByOther(look);
    this.#schedule.heard(look);
    this.#dependencies.looked(this.#news(look));
  }

  /** Of a look what is newer than what is known: while another process takes over, two may look. */
  #news({ queues, ...look }: Look): Look {
    const { looked } = this.#dependencies.cache();
    const isNews = (one: QueueLook) => one.askedAt > (looked.latest(one.queueId)?.askedAt ?? -Infinity);
    return { ...look, queues: new Map([...queues].filter(([, one]) => isNews(one))) };
  }
}
