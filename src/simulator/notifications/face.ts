// What the owner of a simulator sees of its notification service.
import type { Client, TokenDesk } from '../tokens.js';
import type { Channel } from './channels.js';
import type { Notifications } from './service.js';
import type { ChannelState, NotificationsFace } from './types.js';

/** The warning's time: about a minute, as Genesys says. */
const CLOSING_MS = 60_000;

/** Listens for another application, which this simulator has no connection to. */
const ELSEWHERE = { send: () => true, close: () => undefined };

const stateOf = ({ id, client, token, topics, line, expiresAt }: Channel): ChannelState => ({
  id,
  client: client.id,
  token,
  topics: [...topics],
  connected: line !== undefined,
  expiresAt,
});

/** `client` is whose channels `occupy` makes. */
export function notificationsFace(
  service: Notifications,
  desk: TokenDesk,
  client: Client,
): NotificationsFace {
  const { book, delivery } = service;
  return {
    get channels() {
      return book.all.map(stateOf);
    },
    get events() {
      return delivery.records;
    },
    get connections() {
      return service.opened;
    },
    get pings() {
      return service.pings;
    },
    announceClosing: (ms = CLOSING_MS) => service.announceClosing(ms),
    dropConnections: () => service.dropConnections(),
    silence: (on) => service.silence(on),
    faults: (faults) => service.setFaults(faults),
    occupy(count, { connected = false } = {}) {
      const token = desk.issue(client);
      return Array.from({ length: count }, () => {
        const channel = service.create(token);
        if (connected) book.connect(channel, ELSEWHERE);
        return channel.id;
      });
    },
    removeChannels(ids) {
      for (const channel of book.all)
        if (ids?.includes(channel.id) ?? true) book.remove(channel, 'The channel has been removed.');
    },
    streamAt(origin) {
      service.origin = origin;
    },
    resetEvents() {
      delivery.records = [];
    },
  };
}
