// Looks of one organization, wired: when they are made, what is compared, and what becomes of what they tell.
import type { Looks, LoadedByLook } from '../cache/looks.js';
import type { QueryState } from '../cache/queries.js';
import type { MemberFilters, MemberQuery, Snapshot } from '../domain/model.js';
import type { ActivityHealth } from '../genesys/activity/activity-health.js';
import { Comparisons } from '../genesys/activity/comparisons.js';
import type { Look } from '../genesys/activity/look.js';
import { lookLasts } from '../genesys/activity/pace.rules.js';
import { RoutingActivity } from '../genesys/activity/routing-activity.js';
import { isDecidable } from '../genesys/activity/selection.rules.js';
import { TrustLedger } from '../genesys/activity/trust-ledger.js';
import { spendable } from '../genesys/budget.rules.js';
import type { Cancel } from '../runtime/clock.js';
import type { Settings } from '../settings/types.js';
import { activityHealth } from './activity-report.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { CONSIDER_MS, LookSwitch } from './look-switch.js';
import { Comparing, fetchedMember } from './comparing.js';
import { SharedFindings } from './found-by-comparing.js';
import { SharedSchedule } from './shared-schedule.js';
import { WaitingForLooks } from './waiting-for-looks.js';
import { FetchesWanted } from './fetches-wanted.js';
import { QueuesAskedFor } from './queues-asked-for.js';

type Used = Pick<Settings, 'activity' | 'availability' | 'genesys'>;

/** The looks of one organization. */
export class OrganizationActivity implements Looks {
  readonly #dependencies: ActivityDependencies;
  readonly #settings: Used;
  readonly #activity: RoutingActivity;
  readonly #schedule: SharedSchedule;
  readonly #ledger: TrustLedger;
  readonly #comparisons: Comparisons;
  readonly #waiting: WaitingForLooks;
  readonly #comparing: Comparing;
  readonly #queues: QueuesAskedFor;
  readonly #fetchesWanted: FetchesWanted;
  readonly #switch: LookSwitch;
  #timer: Cancel | undefined;
  #stopped = false;

  constructor(dependencies: ActivityDependencies, settings: Used) {
    const { cache, client, clock, observer } = dependencies;
    [this.#dependencies, this.#settings] = [dependencies, settings];
    this.#switch = new LookSwitch(dependencies, settings.activity.mode);
    this.#queues = new QueuesAskedFor(clock, settings.availability.keepWarmFor, () => cache().looked);
    this.#fetchesWanted = new FetchesWanted(clock, () => cache().wantedBeside());
    this.#activity = new RoutingActivity({ client, clock, timeout: settings.genesys.upstreamTimeout });
    this.#ledger = new TrustLedger({
      ...observer,
      compared: (outcome) => {
        observer.compared(outcome);
        this.#waiting.trustChanged(outcome === 'disagreed' || outcome === 'held');
        if (outcome === 'held') this.#schedule.tellDistrust();
      },
    });
    this.#comparisons = new Comparisons(this.#ledger, clock);
    this.#comparing = new Comparing(dependencies, this.#ledger);
    const { noted, known, learn } = new SharedFindings(this.#ledger, this.#comparisons, clock);
    this.#schedule = new SharedSchedule({
      ...{ ...dependencies, settings, noted, known },
      ...{ activity: this.#activity, queues: this.#queues, fetchesWanted: this.#fetchesWanted },
      lookSwitch: this.#switch,
      isUseful: this.#isUseful,
      looked: (look) => this.#looked(look),
      failed: (error, pauseMs) => {
        cache().looked.forgetAll();
        this.#waiting.trustChanged();
        observer.failed(error.code, error.message, pauseMs);
        cache().wakeNow();
      },
      learned: (found) => this.#learned(learn(found)),
      wake: () => this.wake(),
    });
    this.#waiting = new WaitingForLooks({
      ...{ clock, ledger: this.#ledger, freshFor: settings.availability.freshFor },
      isLooking: () => this.#isLooking(),
      trusts: this.#trusts,
      looked: () => cache().looked,
      next: (queueId) => this.#schedule.next(queueId),
    });
  }

  /** Something is asked for: whether looks would help is considered from now on. */
  wake(): void {
    if (this.#stopped || this.#settings.activity.mode === 'off') return;
    this.#schedule.wake();
    this.#timer ??= this.#dependencies.clock.after(CONSIDER_MS, () => this.#round());
  }

  /** Takes part in what replicas share. */
  start(): void {
    this.#schedule.start();
  }

  /** Never rejects. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    this.#waiting.trustChanged();
    await this.#schedule.stop();
  }

  /** Changes were announced. */
  changed(queueIds: readonly string[]): void {
    this.#schedule.changed(queueIds);
  }

  /** Snapshots of so many pages have ended. */
  ended(pages: number): void {
    this.#fetchesWanted.ended(pages);
    this.#dependencies.cache().wakeNow();
  }

  async load(query: MemberQuery, leftMs: number): Promise<LoadedByLook> {
    if (query.view || !isDecidable(query.filters) || this.#settings.activity.mode === 'off') return {};
    this.#consider();
    return this.#waiting.load(query, leftMs);
  }

  fetched(query: MemberQuery, snapshot: Snapshot): void {
    if (!this.#isLooking()) return;
    const { queueId, filters } = query;
    const [beganAt, endedAt] = [snapshot.takenAt, this.#dependencies.clock.now()];
    this.#dependencies.cache().looked.fetched(query, snapshot);
    if (!isDecidable(filters)) return;
    const fetched = { queueId, filters, members: snapshot.members.map(fetchedMember), beganAt, endedAt };
    const follows = this.#comparisons.fetched(fetched);
    // What waits for trust waits for this.
    if (follows && this.#waiting.isProving(queueId)) void this.#schedule.next(queueId);
  }

  tells(state: QueryState): 'same' | 'changed' | undefined {
    const { looked } = this.#dependencies.cache();
    const told = this.#isLooking() ? looked.tells(state) : undefined;
    const { queueId } = state.query;
    const look = told && looked.latest(queueId);
    if (!look || this.#comparisons.lag.isSuspect(look)) return undefined;
    const { freshFor } = this.#settings.availability;
    const lasts = lookLasts(freshFor, this.#schedule.gapMs(queueId), look.answeredAt - look.askedAt);
    return this.#dependencies.clock.now() - look.askedAt < lasts ? told : undefined;
  }

  readonly health = (): ActivityHealth => {
    const { clock, budget } = this.#dependencies;
    const [now, wanted] = [clock.now(), this.#queues.wanted()];
    const counts = this.#ledger.counts(wanted.keys(), { presence: ['Available'], joined: true }, now);
    const { lastAnswerAt, trouble, truncated, isOn, role, pace } = this.#schedule;
    return activityHealth({
      ...{ role, pace },
      mode: this.#settings.activity.mode,
      isOn: isOn && wanted.size > 0,
      trouble,
      isDistrusted: this.#ledger.organization.distrustedUntil > now,
      batchSize: this.#activity.batchSize,
      ...{ queues: wanted.size, comparisons: this.#ledger.comparisons },
      counts: { ...counts, truncated: truncated.size },
      lastLookAgoMs: lastAnswerAt === undefined ? undefined : now - lastAnswerAt,
      lagMs: this.#comparisons.lag.ms,
      possible: spendable(budget.window()),
      freshFor: this.#settings.availability.freshFor,
    });
  };

  /** Other replicas have compared. */
  #learned(distrusted: readonly string[]): void {
    const { cache } = this.#dependencies;
    for (const id of distrusted) cache().looked.forget(id, this.#queues.wanted().get(id));
    cache().looked.age(this.#comparisons.lag.momentOf);
    this.#waiting.trustChanged(distrusted.length > 0);
    cache().wakeNow();
  }

  #looked(look: Look): void {
    const [{ looked }, states] = [this.#dependencies.cache(), this.#queues.wanted()];
    const [{ lag }, { version }] = [this.#comparisons, this.#comparisons.lag];
    const doubtful = this.#comparisons.looked(look, this.#schedule.pace.intervalMs);
    if (lag.version !== version) looked.age(lag.momentOf);
    for (const id of doubtful) {
      this.#comparing.doubt(id);
      looked.forget(id, states.get(id));
    }
    for (const id of look.unknown.keys()) looked.forget(id);
    for (const one of look.queues.values())
      looked.apply(one, lag.momentOf(one), states.get(one.queueId) ?? [], this.#trusts);
    this.#dependencies.cache().wakeNow();
  }

  #round(): void {
    this.#timer = undefined;
    if (this.#stopped) return;
    const wanted = this.#queues.wanted();
    this.#consider();
    const { isOn, queueIds } = this.#schedule;
    if (isOn) {
      this.#comparisons.keep(queueIds);
      this.#dependencies.cache().looked.keep(queueIds);
      this.#comparing.round(wanted, this.#schedule.replicas);
    }
    if (wanted.size > 0 || this.#schedule.isOn) this.wake();
  }

  #consider(): void {
    const { cache, observer } = this.#dependencies;
    const on = this.#schedule.consider();
    if (on === undefined) return;
    if (on) {
      this.#waiting.began();
      observer.began();
    } else {
      cache().looked.forgetAll();
      observer.ended();
    }
    this.#schedule.turn(on);
  }

  /**
   * Whether looks tell something of these. At the beginning all are looked at often, for trust to be earned soon; what
   * is in doubt, to find out what is right.
   */
  readonly #isUseful = (states: readonly QueryState[]): boolean =>
    this.#switch.isProving || states.some(({ query }) => this.#trusts(query.queueId, query.filters, true));

  #isLooking(): boolean {
    return !this.#stopped && this.#schedule.isOn && !this.#schedule.trouble;
  }

  readonly #trusts = (queueId: string, filters: MemberFilters, orDoubts = false): boolean =>
    (orDoubts && this.#ledger.queue(queueId).doubtedAt !== undefined) ||
    this.#ledger.isTrusted(queueId, filters, this.#dependencies.clock.now());
}
