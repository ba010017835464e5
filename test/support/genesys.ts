// The client of Genesys's API in front of a simulator, with everything that it tells of itself.
import { Budget } from '../../src/genesys/budget.js';
import { genesysClient, loadLimit, type LoadLimit, type SendingClient } from '../../src/genesys/client.js';
import { genesysMembers, type LoadSettings } from '../../src/genesys/members/members.js';
import { poolTransport, type Transport, type TransportSettings } from '../../src/genesys/transport.js';
import type { RateLimit } from '../../src/genesys/answers.js';
import type {
  MemberFilters,
  MemberQuery,
  SnapshotSource,
  ApiTokens,
  Token,
  TokenRetry,
  TokenUse,
} from '../../src/domain/model.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { FakeClock } from './fake-clock.js';
import { simulate, stopSimulators } from './simulators.js';

/** Milliseconds; on the fake clock, so they cost nothing. */
export const UPSTREAM_TIMEOUT = 3_000;
export const LOAD_TIMEOUT = 10_000;

/** Tokens that the simulator issues, without a login; a rejected one is replaced, once for a request. */
export class IssuedTokens implements ApiTokens {
  /** The generations that were rejected. */
  readonly rejections: number[] = [];
  readonly #simulator: Simulator;
  #held: Token | undefined;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  token(): Promise<Token> {
    if (!this.#held) this.#issue(1);
    return Promise.resolve(this.#held!);
  }

  accepted(): void {
    // Nothing follows.
  }

  rejected({ generation }: TokenUse, tries: ReadonlyMap<number, number>): Promise<TokenRetry | undefined> {
    if (tries.size > 1) return Promise.resolve(undefined);
    this.rejections.push(generation);
    if (this.#held?.generation === generation) this.#issue(generation + 1);
    return Promise.resolve({ token: this.#held!, afterMs: 0 });
  }

  #issue(generation: number): void {
    const moments = { requestedAt: 0, expiresAt: Infinity, obtainedAt: 0 };
    this.#held = { value: this.#simulator.issueToken(), generation, ...moments };
  }
}

export interface Setup {
  readonly simulator?: SimulatorOptions;
  readonly transport?: Partial<TransportSettings>;
  readonly load?: Partial<LoadSettings>;
  readonly tokens?: (simulator: Simulator) => ApiTokens;
  readonly random?: () => number;
}

export interface Genesys {
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  readonly transport: Transport;
  readonly client: SendingClient;
  readonly budget: Budget;
  readonly members: SnapshotSource;
  /** What the observers heard. */
  readonly requested: Array<number | string>;
  readonly limits: RateLimit[];
  readonly fetched: string[];
  readonly differing: Array<[queueId: string, claimed: number, counted: number]>;
  readonly limit: (ms?: number) => LoadLimit;
}

const open: Transport[] = [];

/** A simulator and a client in front of it; `stopGenesys` ends both. */
export async function startGenesys(setup: Setup = {}): Promise<Genesys> {
  const clock = new FakeClock();
  const simulator = await simulate({ clock, ...setup.simulator });
  const transport = poolTransport(
    {
      apiUrl: simulator.apiUrl,
      connections: 8,
      upstreamTimeout: UPSTREAM_TIMEOUT,
      maxResponseBytes: 8_000_000,
      ...setup.transport,
    },
    clock,
  );
  open.push(transport);
  const tokens = setup.tokens?.(simulator) ?? new IssuedTokens(simulator);
  const heard = {
    requested: [] as Genesys['requested'],
    limits: [] as RateLimit[],
    fetched: [] as string[],
    differing: [] as Genesys['differing'],
  };
  const budget = new Budget(clock);
  const client = genesysClient({
    ...{
      transport,
      tokens,
      budget,
      clock,
      userAgent: 'tests/1.2.3',
      random: setup.random ?? (() => 0.5),
    },
    observer: {
      requested: (outcome) => heard.requested.push(outcome),
      rateLimit: (limit) => heard.limits.push(limit),
    },
  });
  const load = { loadTimeout: LOAD_TIMEOUT, maxPages: 50, ...setup.load };
  const members = genesysMembers(client, clock, load, {
    fetched: () => heard.fetched.push('done'),
    failed: () => heard.fetched.push('failed'),
    totalDiffers: (...facts) => heard.differing.push(facts),
  });
  const limit = (ms = LOAD_TIMEOUT) => loadLimit(ms, clock);
  return { clock, simulator, transport, client, budget, members, ...heard, limit };
}

/** Ends what `startGenesys` began. */
export async function stopGenesys(): Promise<void> {
  await stopSimulators();
  await Promise.all(open.splice(0).map((transport) => transport.close()));
}

/** A queue of `count` members of whom the first `available` are Available, the others Busy. */
export const QUEUE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
export function crowd(count: number, available = count): SimulatorOptions {
  const agents = Array.from({ length: count }, (_, index) => ({
    name: `Agent ${String(index).padStart(4, '0')}`,
    presence: index < available ? 'Available' : 'Busy',
  }));
  return { queues: [{ id: QUEUE, agents }], rateLimit: false };
}

/** Members of QUEUE. */
export function query(filters: MemberFilters = {}, expand: string[] = []): MemberQuery {
  return { queueId: QUEUE, filters, view: { expand } };
}

/** Moves the clock in small steps, with room for the network in between, until `work` has ended. */
export async function drive<T>(clock: FakeClock, work: Promise<T>, stepMs = 10): Promise<T> {
  const ended = { yet: false };
  const end = () => (ended.yet = true);
  work.then(end, end);
  for (let step = 0; !ended.yet && step < 2_000; step++) await clock.advance(stepMs);
  return work;
}
