// The notifications in front of a simulator, with everything that they tell.
import { Budget } from '../../src/genesys/budget.js';
import { genesysClient } from '../../src/genesys/client.js';
import { Notifications } from '../../src/notifications/notifications.js';
import type { NotificationsDependencies } from '../../src/notifications/dependencies.js';
import { poolTransport, type Transport } from '../../src/genesys/transport.js';
import type { ChangeListener } from '../../src/domain/model.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { FakeClock } from './fake-clock.js';
import { IssuedTokens } from './genesys.js';
import { simulate, stopSimulators } from './simulators.js';
import { until } from './until.js';

export const QUEUES = ['1', '2', '3'].map((digit) => `aaaaaaaa-aaaa-4aaa-8aaa-00000000000${digit}`);
export const [FIRST = '', SECOND = '', THIRD = ''] = QUEUES;
export const AGENT = 'bbbbbbbb-0001-4bbb-8bbb-bbbbbbbbbbbb';

/** Milliseconds on the fake clock. */
export const CALL_TIMEOUT = 3_000;

/** Three queues; AGENT is in each. */
export const THREE_QUEUES: SimulatorOptions = {
  rateLimit: false,
  queues: QUEUES.map((id) => ({ id, agents: [{ id: AGENT, presence: 'On Queue', routingStatus: 'IDLE' }] })),
};

/** A memory that outlives the notifications, as a file does. */
export class Memory {
  text: string | undefined;
  load(): Promise<string | undefined> {
    return Promise.resolve(this.text);
  }
  save(text: string): Promise<void> {
    this.text = text;
    return Promise.resolve();
  }
}

/** What a listener was told, in order. */
export type Told =
  | readonly ['changed', queueIds: readonly string[], at: number]
  | readonly ['covered', queueIds: readonly string[], since: number | undefined];

/** What the observer heard: each call as its name and what was given. */
export type Heard = readonly [name: string, ...given: unknown[]];

const open: Array<{ readonly notifications: Notifications; readonly transport: Transport }> = [];

/** What a test may set. */
export type Setup = Partial<Omit<NotificationsDependencies, 'client' | 'listener' | 'observer' | 'clock'>> & {
  readonly tellListener?: Partial<ChangeListener>;
};

/** Notifications of a process with a token of its own; `stopNotifications` ends them and the simulators. */
export function notificationsFor(simulator: Simulator, clock: FakeClock, setup: Setup = {}) {
  const transport = poolTransport(
    { apiUrl: simulator.apiUrl, connections: 4, upstreamTimeout: CALL_TIMEOUT, maxResponseBytes: 1_000_000 },
    clock,
  );
  const budget = new Budget(clock);
  const client = genesysClient({
    ...{ transport, budget, clock, tokens: new IssuedTokens(simulator), userAgent: 'tests/1' },
    observer: { requested: () => undefined, rateLimit: () => undefined },
    random: () => 0.5,
  });
  const told: Told[] = [];
  const covered = new Map<string, number>();
  const heard: Heard[] = [];
  const wanted = { ids: [...QUEUES] as readonly string[] };
  const memory = new Memory();
  const parts: NotificationsDependencies = {
    client,
    gate: budget,
    way: () => ({}),
    channelStore: memory,
    wanted: () => wanted.ids,
    listener: {
      changed: (queueIds, at) => void told.push(['changed', queueIds, at]),
      covered: (queueIds, since) => {
        told.push(['covered', queueIds, since]);
        for (const queueId of queueIds)
          if (since === undefined) covered.delete(queueId);
          else covered.set(queueId, since);
      },
      ...setup.tellListener,
    },
    observer: observing(heard),
    clock,
    random: () => 1,
    timeout: CALL_TIMEOUT,
    ...setup,
  };
  const notifications = new Notifications(parts);
  open.push({ notifications, transport });
  return {
    notifications,
    memory,
    heard,
    told,
    /** As the listener has to believe it now. */
    covered,
    /** How often the observer heard of this. */
    times: (...what: readonly unknown[]) =>
      heard.filter((call) => what.every((one, index) => call[index] === one)).length,
    want: (...ids: readonly string[]) => {
      wanted.ids = ids;
      notifications.wake();
    },
    live: () => until(() => notifications.health().state === 'live', 'live notifications'),
    polling: () => until(() => notifications.health().state === 'polling', 'notifications that poll'),
  };
}

/** The same with a simulator of its own, live unless told otherwise. */
export async function startListening(setup: Setup = {}, simulated: SimulatorOptions = {}, live = true) {
  const clock = new FakeClock();
  const simulator = await simulate({ clock, ...THREE_QUEUES, ...simulated });
  const listening = notificationsFor(simulator, clock, setup);
  listening.notifications.start();
  if (live) await listening.live();
  return { clock, simulator, ...listening };
}

export type Listening = ReturnType<typeof notificationsFor>;

function observing(heard: Heard[]): NotificationsDependencies['observer'] {
  const names = [
    ...(['channel', 'opened', 'lost', 'handedOver', 'arrived', 'subscribed'] as const),
    ...(['refused', 'refusals', 'noRoom', 'failed'] as const),
  ];
  const record =
    (name: string) =>
    (...given: unknown[]) =>
      void heard.push([name, ...given]);
  const all: unknown = Object.fromEntries(names.map((name) => [name, record(name)]));
  return all as NotificationsDependencies['observer'];
}

/** Moves time ping by ping, so that the network keeps up. @param pings of ten seconds each */
export async function passPings(clock: FakeClock, { times }: Listening, pings: number): Promise<void> {
  for (let ping = 0; ping < pings; ping++) {
    const before = times('arrived', 'pong');
    await clock.advance(10_000);
    await until(() => times('arrived', 'pong') > before, 'a pong');
  }
}

/** Ends everything that a test began. */
export async function stopNotifications(): Promise<void> {
  // The clock stands still: without the servers, nothing is waited for.
  const all = open.splice(0);
  const stopping = all.map(({ notifications }) => notifications.stop('leave'));
  await stopSimulators();
  await Promise.all(all.map(({ transport }) => transport.close()));
  await Promise.all(stopping);
}
