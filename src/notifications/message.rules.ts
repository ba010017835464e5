// What a message of a Genesys channel is, by its topic; bodies of events are never looked at.
import { readTopic, type TopicKind } from './topics.rules.js';

/** A message as far as it matters. */
export type PushMessage =
  | { readonly kind: TopicKind; readonly queueId: string }
  | { readonly kind: 'pong' | 'heartbeat' | 'closing' | 'unknown' };

/** Never throws: what can't be read is `unknown`. */
export function readMessage(text: string): PushMessage {
  const message = parsed(text);
  const name = field(message, 'topicName');
  if (typeof name !== 'string') return { kind: 'unknown' };
  const topic = name.toLowerCase();
  if (topic === 'v2.system.socket_closing') return { kind: 'closing' };
  if (topic !== 'channel.metadata') return readTopic(name) ?? { kind: 'unknown' };
  const said = field(field(message, 'eventBody'), 'message');
  if (typeof said !== 'string') return { kind: 'unknown' };
  return { kind: said.toLowerCase() === 'pong' ? 'pong' : 'heartbeat' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
