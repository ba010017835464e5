// The notification service's part of the control surface: its faults, from outside the process.
import { flag, optional, whole } from '../check.js';
import type { Notifications } from './service.js';
import { parseFields, parsePushFaults } from './parse.js';
import type { EventRecord, Fate, NotificationsFace } from './types.js';

/** How many of the last events are shown. */
const SHOWN = 200;
const MOST_OCCUPIED = 1_000;

/** Does what a request wants. @returns what is answered; @throws TypeError for a wrong body */
type Action = (face: NotificationsFace, service: Notifications, body: unknown) => unknown;

function fates(events: readonly EventRecord[]): Partial<Record<Fate, number>> {
  const counts: Partial<Record<Fate, number>> = {};
  for (const { fate } of events) counts[fate] = (counts[fate] ?? 0) + 1;
  return counts;
}

/** Everything but the channels' ids, which are secrets. */
const shown: Action = ({ channels, events, connections, pings }, { delivery }) => ({
  channels: channels.map((channel) => ({ ...channel, id: undefined })),
  connections,
  pings,
  faults: delivery.faults,
  events: {
    fates: fates(events),
    latest: events.slice(-SHOWN).map((event) => ({ ...event, channel: undefined })),
  },
});

function occupy(face: NotificationsFace, body: unknown): unknown {
  const fields = { count: whole, connected: optional(flag) };
  const { count, connected = false } = parseFields<{ count: number; connected?: boolean }>(body, fields);
  if (count > MOST_OCCUPIED) throw new TypeError(`"count" is at most ${MOST_OCCUPIED}.`);
  face.occupy(count, { connected });
  return { channels: face.channels.length };
}

/** By method and path behind `/simulator/notifications`. */
export const NOTIFICATION_ACTIONS: Readonly<Record<string, Action>> = {
  'GET ': shown,
  'POST /faults': (face, _, body) => {
    const faults = parsePushFaults(body);
    face.faults(faults);
    return { faults };
  },
  'DELETE /faults': (face) => {
    face.faults({});
    return { faults: {} };
  },
  'POST /closing': (face, _, body) => {
    const { ms } = parseFields<{ ms?: number }>(body, { ms: optional(whole) });
    face.announceClosing(ms);
    return {};
  },
  'POST /drop': (face) => {
    face.dropConnections();
    return {};
  },
  'POST /silence': (face, _, body) => {
    const { on } = parseFields<{ on: boolean }>(body, { on: flag });
    face.silence(on);
    return { on };
  },
  'POST /occupy': (face, _, body) => occupy(face, body),
  'POST /remove': (face) => {
    face.removeChannels();
    return { channels: 0 };
  },
};
