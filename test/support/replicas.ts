// Service processes that share a simulator, and a Redis if they are given one.
import type { Simulator } from '../../src/simulator/index.js';
import { start, type TestProcess } from './process.js';
import { environmentFor, KEY, membersOf } from './service.js';
import { until } from './until.js';

/** A replica as its callers meet it. */
export interface Replica {
  readonly process: TestProcess;
  readonly publicUrl: string;
  readonly adminUrl: string;
}

/** What came of one question. */
export interface Told {
  readonly status: number;
  readonly total: number;
  readonly ageSeconds: number;
  readonly cacheStatus: string;
  readonly tookMs: number;
}

/** Starts a replica and waits until it is ready. */
export async function startReplica(
  simulator: Simulator,
  environment: Record<string, string> = {},
): Promise<Replica> {
  const process = start('src/main.ts', [], {
    ...environmentFor(simulator),
    ...environment,
  });
  const [, publicUrl = '', adminUrl = ''] = await process.seen(/"publicUrl":"([^"]+)","adminUrl":"([^"]+)"/);
  const shares = 'REDIS_URL' in environment;
  await until(async () => {
    const answer = await fetch(`${adminUrl}/readyz?verbose`);
    const { shared } = (await answer.json()) as { shared: string };
    return answer.status === 200 && (!shares || shared === 'ok');
  }, 'a replica');
  return { process, publicUrl, adminUrl };
}

/** Asks a replica for the Available members of a queue. */
export async function ask({ publicUrl }: Replica, queueId: string): Promise<Told> {
  const began = performance.now();
  const answer = await fetch(publicUrl + membersOf(queueId), { headers: { 'x-api-key': KEY } });
  const { total } = (await answer.json()) as { total: number };
  return {
    status: answer.status,
    total,
    ageSeconds: Number(answer.headers.get('age')),
    cacheStatus: answer.headers.get('cache-status') ?? '',
    tookMs: performance.now() - began,
  };
}

/** The value of a metric with these labels, as the exposition writes them; 0 if it isn't there. */
export async function metric({ adminUrl }: Replica, name: string): Promise<number> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`availability_proxy_${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** Many callers, each with a replica and a queue of its own, who ask once a second. */
export class Callers {
  readonly told: Told[] = [];
  readonly #ended: Promise<unknown>;
  #over = false;

  constructor(count: number, replicas: readonly Replica[], queueIds: readonly string[]) {
    const pick = <T>(list: readonly T[], at: number) => list[at % list.length] as T;
    this.#ended = Promise.all(
      Array.from({ length: count }, (_, caller) =>
        this.#keepAsking(
          () => ask(pick(replicas, caller), pick(queueIds, Math.floor(caller / replicas.length))),
          (1_000 * caller) / count,
        ),
      ),
    );
  }

  /** Answers that were no 200. */
  get failed(): Told[] {
    return this.told.filter(({ status }) => status !== 200);
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#ended;
  }

  async #keepAsking(question: () => Promise<Told>, firstAfterMs: number): Promise<void> {
    await pauseOf(firstAfterMs);
    while (!this.#over) {
      this.told.push(await question());
      await pauseOf(1_000);
    }
  }
}

/** The pause of a caller between two questions; nothing that is tested depends on its length. */
const pauseOf = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
