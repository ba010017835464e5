// What Genesys announces to one organization: the channel, what is heard on it, and how it stands.
import type { Budget } from '../genesys/budget.js';
import type { SendingClient } from '../genesys/client.js';
import { Notifications } from '../notifications/notifications.js';
import type { PushHealth } from '../http/dependencies.js';
import type { OutboundRoute } from '../network/outbound-route.js';
import { pushReport } from './notifications-report.js';
import type { Reporters } from './reports.js';
import type { Cancel, Clock } from '../runtime/clock.js';
import type { Settings } from '../settings/types.js';
import { AnnouncedChanges, noChangeFeed, type ChangeFeed } from '../cache/change-feed.js';
import type { SharedScope, Sharing } from './replicas.js';
import { privateFile } from '../notifications/private-file.js';

/** One organization's word of changes; when push is off, nothing is ever announced. */
interface Push {
  readonly changeFeed: ChangeFeed;
  readonly health: () => PushHealth;
  start(): void;
  /** Leaves Genesys nothing to send. */
  stop(): Promise<void>;
}

/** What push is made of. */
interface PushDependencies extends Reporters {
  readonly scope: SharedScope;
  /** The client id whose channel it is. */
  readonly client: SendingClient;
  /** Of the same client. */
  readonly budget: Budget;
  readonly way: (url: string) => OutboundRoute;
  readonly sharing: Sharing;
  /** Ids of the queues that this process is asked for, the most wanted first. */
  readonly wanted: () => readonly string[];
  /** Snapshots have become suspect. */
  readonly wakeNow: (queueIds: readonly string[]) => void;
  readonly clock: Clock;
}

/** Queues that are wanted again after a while, or no more, are found out by looking. */
const LOOK_EVERY_MS = 5_000;

export function organizationPush(dependencies: PushDependencies, settings: Settings): Push {
  const { availability, push } = settings;
  return push.enabled ? listening(dependencies, settings) : off(availability.freshFor);
}

function off(freshFor: number): Push {
  return {
    changeFeed: noChangeFeed(freshFor),
    health: () => ({ status: 'off' }),
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
}

function listening(
  dependencies: PushDependencies,
  { availability, genesys, push, listener }: Settings,
): Push {
  const { scope, clock, sharing, wanted, client, budget, way } = dependencies;
  const told = pushReport(scope.organization, dependencies, clock);
  const settings = { freshFor: availability.freshFor, trustedFor: push.freshFor };
  const changes = new AnnouncedChanges(settings, clock, told.changeFeed, {
    suspect: dependencies.wakeNow,
    loaded: () => room.wake(),
  });
  let ending = false;
  const shared = sharing.changes(scope, {
    wanted,
    listener: changes,
    // Who ends and comes to lead once more meanwhile leaves that to the others.
    onElected: () => {
      if (!ending) room.start();
    },
    onDemoted: () => void room.stop('leave'),
    wake: () => room.wake(),
  });
  // Two processes of one machine have two channels.
  const key = [scope.apiUrl, scope.organization, scope.clientId, String(listener.port)];
  const ownFile = () => privateFile({ stateDir: push.stateDir, key, onTrouble: told.memory });
  const room = new Notifications({
    ...{ client, gate: budget, way, clock, timeout: genesys.upstreamTimeout },
    channelStore: shared.channelStore ?? ownFile(),
    wanted: shared.wanted,
    listener: shared.listener,
    observer: told.notifications,
  });
  /** Whether the channel is surely this process's. */
  const ours = () => ['alone', 'leading'].includes(shared.role());
  let cancel: Cancel = () => undefined;
  const look = () => {
    room.wake();
    cancel = clock.after(LOOK_EVERY_MS, look);
  };
  return {
    changeFeed: changes,
    health: () => told.health(room.health(), shared.role(), changes),
    start() {
      shared.start();
      look();
    },
    async stop() {
      ending = true;
      cancel();
      changes.stop();
      // Whoever takes over begins when nothing of ours can undo what it does. Without Redis the lead may be lost
      // meanwhile, and the channel is another's then.
      await room.stop('unsubscribe', ours);
      await shared.stop();
    },
  };
}
