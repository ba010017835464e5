// A running simulator: the world, its tokens, its faults and its server, held together.
import { systemClock, type Cancel, type Clock } from '../runtime/clock.js';
import { Activity } from './activity/service.js';
import { control, isControl } from './control.js';
import { DEFAULT_CLIENT, DEFAULT_QUEUES } from './defaults.js';
import { FaultBook } from './faults.js';
import { select } from './filters.js';
import { createHandler, type State } from './handler.js';
import { History } from './history.js';
import { Listener } from './listener.js';
import { notificationsFace } from './notifications/face.js';
import { createUpgrade } from './notifications/handshake.js';
import { Notifications } from './notifications/service.js';
import { random } from './random.js';
import { RateLimiter } from './rate-limit.js';
import { Records } from './records.js';
import { TokenDesk, type Client } from './tokens.js';
import type { SimulatorOptions } from './options.js';
import type { Simulator } from './types.js';
import { World } from './world.js';

const DEFAULT_LIFETIME_SECONDS = 86_400;
const DEFAULT_LIMIT = { perMinute: 300 };

function buildState(options: SimulatorOptions): State {
  const { seed = 1, clock = systemClock, rateLimit = DEFAULT_LIMIT, invalidClientStatus = 401 } = options;
  const lifetime = options.tokenLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS;
  const world = new World(seed, clock, options.queues ?? DEFAULT_QUEUES);
  const desk = new TokenDesk(seed, clock, options.clients ?? [DEFAULT_CLIENT], lifetime);
  const { notifications = {}, activity = {} } = options;
  return {
    clock,
    world,
    desk,
    limiter: new RateLimiter(clock, rateLimit),
    faults: new FaultBook(seed),
    records: new Records(),
    correlation: random(seed, 'correlation'),
    invalidClientStatus,
    notifications: notifications ? new Notifications({ seed, clock, world, desk }, notifications) : undefined,
    activity: activity ? new Activity(clock, world, activity) : undefined,
  };
}

function buildListener(state: State, options: SimulatorOptions): Listener {
  const genesys = createHandler(state);
  const { host = '127.0.0.1', port = 0 } = options;
  return new Listener(
    (request, response) => {
      if (options.control && isControl(request)) void control(state, request, response);
      else genesys(request, response);
    },
    host,
    port,
    state.notifications && createUpgrade(state, state.notifications),
  );
}

/** Repeats an action on the clock; `stop` ends it. */
function repeat(clock: Clock, everyMs: number, action: () => void): Cancel {
  const tick = () => {
    action();
    cancel = clock.after(everyMs, tick);
  };
  let cancel = clock.after(everyMs, tick);
  return () => cancel();
}

/**
 * Starts a simulator and resolves once it listens.
 * @throws Error when the port is taken or there is no client.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = buildState(options);
  if (state.desk.clients.length === 0) throw new Error('A simulator needs a client.');
  const listener = buildListener(state, options);
  await listener.up();
  const history = options.keepHistory ? new History(state.clock, state.world) : undefined;
  return face(state, history, listener, `http://${options.host ?? '127.0.0.1'}:${listener.port}`);
}

function kept(history: History | undefined): History {
  if (!history) throw new Error('This simulator keeps no history: start it with keepHistory.');
  return history;
}

/** What is remembered of queues. */
function pastOf(history: History | undefined): Pick<Simulator, 'history' | 'matchingBetween'> {
  return {
    history: (queueId) => kept(history).of(queueId),
    matchingBetween: (queueId, filters, from, to) =>
      kept(history).matchingBetween(queueId, filters, from, to),
  };
}

/** What the owner of a simulator sees of it. */
function face(state: State, history: History | undefined, listener: Listener, url: string): Simulator {
  const { clock, world, desk, faults, records } = state;
  const first = desk.clients[0] as Client;
  const lives = new Set<Cancel>();
  const close = async () => {
    for (const stop of lives) stop();
    state.notifications?.close();
    await listener.down();
  };
  const push = state.notifications && notificationsFace(state.notifications, desk, first);
  return {
    url,
    loginUrl: url,
    apiUrl: url,
    client: first,
    queues: world.queues,
    addQueue: (spec) => world.addQueue(spec),
    setAgent: (queueId, member, patch) => world.setAgent(queueId, member, patch),
    addMember: (queueId, spec) => world.addMember(queueId, spec),
    removeMember: (queueId, member) => world.removeMember(queueId, member),
    shuffle: (steps) => world.shuffle(steps),
    live(everyMs) {
      const stop = repeat(clock, everyMs, () => world.shuffle());
      lives.add(stop);
      return stop;
    },
    matching(queueId, filters = {}) {
      const ids = select(world.queue(queueId).members, filters).map(({ id }) => id);
      return { count: ids.length, ids };
    },
    ...pastOf(history),
    issueToken: (clientId = first.id) => desk.issue(desk.client(clientId)).value,
    revokeTokens: () => desk.revokeAll(),
    setSecret: (clientId, secret) => desk.setSecret(clientId, secret),
    fault: (rule) => faults.add(rule),
    clearFaults() {
      faults.clear();
      push?.faults({});
      state.activity?.behave({});
    },
    get notifications() {
      if (!push) throw new Error('This simulator has no notification service.');
      return push;
    },
    get activity() {
      if (!state.activity) throw new Error('This simulator has no analytics.');
      return state.activity;
    },
    get requests() {
      return records.list;
    },
    count: (route) => records.count(route),
    resetRecords: () => records.reset(),
    secrets: desk.secrets,
    goDown: () => listener.down(),
    comeBack: () => listener.up(),
    close,
    stop: close,
  };
}
