// Looks: asks Genesys for the state of every member of many queues in one request.
import { ServiceError } from '../../domain/errors.js';
import type { Clock } from '../../runtime/clock.js';
import { correlationId } from '../answers.js';
import { loadLimit, type LoadLimit, type SendingClient } from '../client.js';
import type { UpstreamAnswer } from '../transport.js';
import { readRoutingActivity } from './activity-answer.js';
import { routingActivityRequest } from './activity-request.js';
import { Batches } from './batches.js';
import type { Look, QueueLook, Unknown } from './look.js';
import { TheirClock } from './their-clock.js';
import {
  gather,
  isProven,
  isWhole,
  latestMoment,
  nothingGathered,
  proofAfter,
  type Gathered,
  type PageExtent,
} from './pages.rules.js';

/** Pages of one batch at most. */
const MOST_PAGES = 50;

/** What looks are made of. */
export interface LookDependencies {
  readonly client: Pick<SendingClient, 'request'>;
  readonly clock: Clock;
  /** Milliseconds for one look with all its pages. */
  readonly timeout: number;
}

/** One batch, answered. */
interface BatchLook {
  readonly gathered: Gathered;
  readonly wanted: readonly string[];
  readonly moments: Pick<
    QueueLook,
    | 'askedAt'
    | 'answeredAt'
    | 'asOf'
    | 'askedOnTheirClock'
    | 'clockDoubtMs'
    | 'latestSince'
    | 'correlationIds'
  >;
}

/** A queue of a division that we may not see is looked at beside others: so many refusals in a row are no matter of it. */
const MOST_REFUSALS = 2;

/** The routing activity of one organization. */
export class RoutingActivity {
  readonly #dependencies: LookDependencies;
  readonly #batches: Batches;
  #proof: PageExtent | undefined;
  /** Looks in a row that told nothing, because Genesys refused every queue. */
  #refusals = MOST_REFUSALS;
  readonly #theirClock = new TheirClock();

  constructor(dependencies: LookDependencies) {
    this.#dependencies = dependencies;
    this.#batches = new Batches(dependencies.clock);
  }

  /** How many queues one look may be asked for. */
  get batchSize(): number {
    return this.#batches.size;
  }

  /**
   * The state of every member of `queueIds` (in lower case), at most `batchSize` of them.
   * @throws ServiceError when Genesys tells of none of them
   */
  async look(queueIds: readonly string[]): Promise<Look> {
    const { clock, timeout } = this.#dependencies;
    const limit = loadLimit(timeout, clock);
    let requests = 0;
    const ask = (pageNumber: number, some: readonly string[]) => {
      requests += 1;
      return this.#page(some, pageNumber, limit);
    };
    try {
      const { answers, refused, refusal } = await this.#batches.ask(queueIds, (some) =>
        this.#batch(some, ask),
      );
      this.#refusals = answers.length > 0 ? 0 : this.#refusals + 1;
      // What is said of a queue alone is more likely said of all where nothing was ever told, or not any more.
      if (refusal && this.#refusals > MOST_REFUSALS) throw refusal;
      const queues = new Map(answers.flatMap(known).map((look) => [look.queueId, look] as const));
      const unknown = new Map<string, Unknown>(answers.flatMap(notAnswered));
      for (const id of refused) unknown.set(id, 'refused');
      return { queues, unknown, requests };
    } finally {
      limit.done();
    }
  }

  async #batch(
    wanted: readonly string[],
    ask: (pageNumber: number, some: readonly string[]) => Promise<UpstreamAnswer>,
  ): Promise<BatchLook> {
    const { clock } = this.#dependencies;
    const [askedAt, asOf] = [clock.now(), clock.wall()];
    const [gathered, ids] = [nothingGathered(), new Set(wanted)];
    const correlationIds: string[] = [];
    for (let pageNumber = 1; pageNumber <= MOST_PAGES; pageNumber += 1) {
      const answer = await ask(pageNumber, wanted);
      const id = correlationId(answer);
      if (id) correlationIds.push(id);
      const news = gather(gathered, readRoutingActivity(answer), ids);
      if (pageNumber === 2) this.#learn(gathered, news);
      if (!news || isWhole(gathered, ids) || (pageNumber === 1 && isProven(gathered, this.#proof))) break;
    }
    const { atLeast, atMost } = this.#theirClock.bounds;
    const latestSince = latestMoment(gathered, clock.wall() - atLeast);
    const moments = {
      ...{ askedAt, answeredAt: clock.now(), asOf, correlationIds },
      ...{ askedOnTheirClock: asOf - atMost, clockDoubtMs: atMost - atLeast },
      ...(latestSince !== undefined && { latestSince }),
    };
    return { gathered, wanted, moments };
  }

  async #page(some: readonly string[], pageNumber: number, limit: LoadLimit): Promise<UpstreamAnswer> {
    const { client, clock } = this.#dependencies;
    const sentAt = clock.wall();
    const answer = await client.request(routingActivityRequest(some, pageNumber), limit);
    if (answer.status === 404) throw notThere(answer);
    this.#theirClock.told(answer.header('date'), sentAt, clock.wall());
    return answer;
  }

  /** Whether a second page told anything says whether first pages of that size are whole. */
  #learn({ first }: Gathered, news: boolean): void {
    this.#proof = news || !first ? undefined : proofAfter(this.#proof, first);
  }
}

function known({ gathered, moments }: BatchLook): QueueLook[] {
  return [...gathered.queues].flatMap(([queueId, { members }]) =>
    gathered.unknown.has(queueId) ? [] : [{ queueId, members, ...moments }],
  );
}

function notAnswered({ gathered, wanted }: BatchLook): Array<readonly [string, Unknown]> {
  const absent = wanted.filter((id) => !gathered.queues.has(id)).map((id) => [id, 'absent'] as const);
  return [...gathered.unknown, ...absent];
}

function notThere(answer: UpstreamAnswer): ServiceError {
  const id = correlationId(answer);
  return new ServiceError('queue_not_found', {
    detail: 'Genesys Cloud has no such analytics, or not for this queue.',
    upstreamStatus: 404,
    ...(id !== undefined && { correlationId: id }),
  });
}
