// A whole service in front of a simulator, both on one fake clock: what is answered while it stands still
// was answered without waiting.
import type { SimulatorOptions } from '../../src/simulator/index.js';
import { FakeClock } from './fake-clock.js';
import { roundTrip } from './round-trip.js';
import { membersOf, startService, type TestService, type TestServiceOptions } from './service.js';

export const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
export const AVAILABILITY = `/v1/queues/${QUEUE}/availability`;

/** Three Available, one Busy. */
const AGENTS = [{}, {}, {}, { presence: 'Busy' }];

/** An answer of either route. */
export interface Told {
  readonly status: number;
  readonly cacheStatus: string;
  readonly ageSeconds: number;
  readonly body: Record<string, unknown>;
}

export interface Engine extends TestService {
  readonly clock: FakeClock;
  /** Asks while the clock stands still. */
  ask(path: string): Promise<Told>;
  /** Asks while the clock goes on; `waitedMs` is how far it went. */
  askInTime(path: string): Promise<Told & { readonly waitedMs: number }>;
  /** Lets time go on in steps, with room for the network in each. */
  live(ms: number, each?: () => Promise<unknown> | void): Promise<void>;
}

export const MEMBERS = membersOf(QUEUE, 'presence=Available');

/** Milliseconds of a step of the clock. */
export const STEP = 50;

export async function startEngine(
  simulator: SimulatorOptions = {},
  environment: Record<string, string> = {},
  prepare?: TestServiceOptions['prepare'],
): Promise<Engine> {
  const clock = new FakeClock();
  const queues = [{ id: QUEUE, agents: AGENTS }];
  const service = await startService({
    clock,
    environment,
    simulator: { queues, ...simulator },
    ...(prepare && { prepare }),
  });
  const ask = async (path: string): Promise<Told> => {
    const response = await service.get(path);
    return {
      status: response.status,
      cacheStatus: response.headers.get('cache-status') ?? '',
      ageSeconds: Number(response.headers.get('age')),
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  const step = async () => {
    await clock.advance(STEP);
    // A round trip of our own: what the service has begun has had its turns by then.
    await roundTrip();
  };
  return {
    ...service,
    clock,
    ask,
    async askInTime(path) {
      const from = clock.now();
      const told: { yet?: Told } = {};
      const asked = ask(path).then((answer) => (told.yet = answer));
      for (let steps = 0; !told.yet && steps < 400; steps++) await step();
      return { ...(await asked), waitedMs: clock.now() - from };
    },
    async live(ms, each) {
      for (let gone = 0; gone < ms; gone += STEP) {
        await step();
        await each?.();
      }
    },
  };
}
