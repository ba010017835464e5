// What the notification tests share: channels over REST, and a listener on a real WebSocket.
import { WebSocket } from 'ws';
import type { NotificationOptions, Simulator, SimulatorOptions } from '../../../src/simulator/index.js';
import { QUEUE, start } from '../helpers.js';
import { until } from '../../support/until.js';

/** The two agents of the tests' queue. */
export const AGENTS = [
  'bbbbbbbb-0001-4bbb-8bbb-bbbbbbbbbbbb',
  'bbbbbbbb-0002-4bbb-8bbb-bbbbbbbbbbbb',
] as const;

export const CHANNELS = '/api/v2/notifications/channels';
export const USERS = `v2.routing.queues.${QUEUE}.users`;
export const OBSERVATIONS = `v2.analytics.queues.${QUEUE}.observations`;
export const ACTIVITY = `v2.users.${AGENTS[0]}.activity`;

export interface ChannelBody {
  id: string;
  connectUri: string;
  expires: string;
}

export interface TopicBody {
  id: string;
  state: string;
  rejectionReason?: string;
  missingPermissions?: string[];
}

export interface Message {
  topicName: string;
  version?: string;
  eventBody: Record<string, unknown>;
  metadata?: { CorrelationId: string };
}

/** A simulator with one queue of two agents who are on queue and idle. */
export function startPair(
  notifications: NotificationOptions = {},
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const agents = AGENTS.map((id) => ({ id, presence: 'On Queue', routingStatus: 'IDLE' }));
  return start({ queues: [{ id: QUEUE, agents }], notifications, ...options });
}

/** A call of the API with a token, by default a new one. */
export function call(
  simulator: Simulator,
  method: string,
  path: string,
  { body, token = simulator.issueToken() }: { body?: unknown; token?: string } = {},
): Promise<Response> {
  return fetch(simulator.apiUrl + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** A new channel. */
export async function open(simulator: Simulator, token?: string): Promise<ChannelBody> {
  const response = await call(simulator, 'POST', CHANNELS, token === undefined ? {} : { token });
  return (await response.json()) as ChannelBody;
}

/** Subscribes, by default in place of what was. */
export function subscribe(
  simulator: Simulator,
  channel: { readonly id: string },
  topics: readonly string[],
  { method = 'PUT', query = '', token }: { method?: string; query?: string; token?: string } = {},
): Promise<Response> {
  return call(simulator, method, `${CHANNELS}/${channel.id}/subscriptions${query}`, {
    body: topics.map((id) => ({ id })),
    ...(token === undefined ? {} : { token }),
  });
}

/** The topics of an answer. */
export async function topicsOf(response: Response): Promise<TopicBody[]> {
  return ((await response.json()) as { entities: TopicBody[] }).entities;
}

/** One end of a WebSocket. */
export interface Listener {
  readonly socket: WebSocket;
  readonly messages: Message[];
  /** The close code; null while open. */
  closed: number | null;
  /** The names of the topics that came, heartbeats and pongs aside. */
  readonly topics: string[];
}

const listeners: WebSocket[] = [];

/** Connects; the status of a refused handshake is thrown. */
export async function listen(connectUri: string): Promise<Listener> {
  const socket = new WebSocket(connectUri);
  listeners.push(socket);
  const messages: Message[] = [];
  const listener: Listener = {
    socket,
    messages,
    closed: null,
    get topics() {
      return messages.map(({ topicName }) => topicName).filter((name) => name !== 'channel.metadata');
    },
  };
  socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString('utf8')) as Message));
  socket.on('close', (code) => (listener.closed = code));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_, response) => reject(new Error(`status ${response.statusCode}`)));
  });
  return listener;
}

/** A listener on a new channel with these topics. */
export async function listenTo(
  simulator: Simulator,
  topics: readonly string[],
): Promise<{ readonly listener: Listener; readonly channel: ChannelBody }> {
  const channel = await open(simulator);
  await subscribe(simulator, channel, topics);
  return { listener: await listen(channel.connectUri), channel };
}

/** Cuts every listener of the test. */
export function cutListeners(): void {
  for (const socket of listeners.splice(0)) socket.terminate();
}

/** Waits for so many messages of a kind. */
export async function heard(listener: Listener, message: string, count = 1): Promise<void> {
  const seen = () => listener.messages.filter(({ eventBody }) => eventBody.message === message).length;
  await until(() => seen() >= count, message);
}

/** Waits until everything that was sent before has arrived: a ping is answered after it. */
export async function caughtUp(listener: Listener): Promise<void> {
  const pongs = () => listener.messages.filter(({ eventBody }) => eventBody.message === 'pong').length;
  const before = pongs();
  listener.socket.send('{"message":"ping"}');
  await until(() => pongs() > before, 'pong');
}
