// What replicas share: one connection to Redis, and for each organization its snapshots and who fetches.
import { createHash } from 'node:crypto';
import { accessOf, needsEntities } from '../http/auth/access.js';
import { sharingReport, type Reporters } from './reports.js';
import type { Snapshot } from '../domain/model.js';
import type { Scope } from '../domain/cache-key.rules.js';
import type { Clock } from '../runtime/clock.js';
import { processName } from '../runtime/replica.js';
import { watchSecret } from '../settings/secret-file.js';
import type { RedisSettings, Secret, Settings } from '../settings/types.js';
import { decodeSnapshot, encodeSnapshot } from '../replicas/snapshot-text.js';
import {
  changesAlone,
  type ChangeDependencies,
  type ChangeRole,
  type ChangeSharing,
} from '../replicas/change-sharing.js';
import {
  looksAlone,
  type LookDependencies,
  type LookRole,
  type LookSharing,
} from '../replicas/look-sharing.js';
import { RedisLooks, type LookSpace } from '../replicas/looks.js';
import { layeredStore } from '../cache/layered-store.js';
import { prepareFacts } from '../cache/snapshot-facts.js';
import { alone, type Leases } from '../cache/leases.js';
import { RedisChanges, type ChangeSpace } from '../replicas/changes.js';
import { RedisLeases } from '../replicas/load-leases.js';
import { RedisLink } from '../replicas/connection.js';
import type { Replica } from '../replicas/presence.rules.js';
import type { SharingHealth } from '../replicas/sharing-health.js';
import { presenceThrough } from './presence.js';
import { hintFor } from '../replicas/connection-reason.js';
import type { ReplicasObserver } from '../replicas/observer.js';
import { RedisStore, type Codec } from '../replicas/redis-store.js';
import type { MemoryStore } from '../cache/memory-store.js';
import type { Store } from '../cache/store.js';

export type { ChangeDependencies, ChangeSharing } from '../replicas/change-sharing.js';

/** Whose snapshots are shared with whom: with processes that log in as the same OAuth client, and with nobody else. */
export interface SharedScope extends Scope {
  /** Of several OAuth clients the first. */
  readonly clientId: string;
}

/** What the cache of one organization is built on. */
interface SharedDependencies {
  readonly store: Store<Snapshot>;
  readonly leases: Leases<Snapshot>;
}

export interface Sharing {
  start(): void;
  stop(): Promise<void>;
  health(): SharingHealth;
  /** All replicas that share, this one first; none where nothing is shared. */
  replicas(): readonly Replica[];
  /**
   * What settings say now: other secrets are used from the next connection on; agents' data is shared for
   * organizations where somebody gets to see it.
   */
  apply(settings: Settings, secretsChanged: boolean): void;
  /**
   * The parts of one organization.
   * @param keepForMs how long a snapshot is of use
   * @param onHeard hears of snapshots that came from another process, and says under which keys they are held
   */
  of(
    scope: SharedScope,
    keepForMs: number,
    onHeard: (keys: readonly string[], snapshot: Snapshot) => readonly string[],
  ): SharedDependencies;
  /** Who of all that share hears of changes at Genesys; to be asked for before `start`, once for each organization. */
  changes(scope: SharedScope, ours: ChangeDependencies): ChangeSharing;
  /** Who of all that share looks at queues; to be asked for before `start`, once for each organization. */
  looks(scope: SharedScope, ours: LookDependencies): LookSharing;
}

/** One process on its own: what is kept near is all there is. */
export function notSharing(near: Store<Snapshot>): Sharing {
  return {
    start: () => undefined,
    stop: () => Promise.resolve(),
    health: () => ({ status: 'off' }),
    replicas: () => [],
    apply: () => undefined,
    of: () => ({ store: near, leases: alone }),
    changes: (_scope, ours) => changesAlone(ours),
    looks: () => looksAlone,
  };
}

/** Through Redis, with `near` before it. */
export function shareThroughRedis(
  settings: RedisSettings,
  near: MemoryStore<Snapshot>,
  clock: Clock,
  reporters: Reporters,
): Sharing {
  const observer = sharingReport(reporters);
  const secrets = watchSecret(secretsOf(settings), clock, () => undefined);
  const credentials = () => credentialsOf(secrets.current());
  const link = new RedisLink({ ...settings, credentials }, clock, observer);
  const owner = processName();
  /** By organization, whether agents' data is shared. */
  const entities = new Map<string, boolean>();
  /** The organization of snapshots that came without agents' data. */
  const bare = new WeakMap<Snapshot['members'], string>();
  const presence = presenceThrough({ link, clock, owner, observer });
  return {
    start: () => link.start(),
    async stop() {
      secrets.stop();
      await presence.stop();
      link.stop();
    },
    replicas: presence.all,
    health: () => healthOf(link),
    apply({ redis, ...next }, secretsChanged) {
      if (redis && secretsChanged) secrets.replace(secretsOf(redis));
      const access = accessOf(next);
      for (const { name } of next.organizations) {
        const needed = needsEntities(access, name);
        // What came without them must not be shown to those who may see them now.
        if (needed && entities.get(name) === false)
          near.drop((snapshot) => bare.get(snapshot.members) === name);
        entities.set(name, needed);
      }
    },
    of({ apiUrl, organization, clientId }, keepForMs, onHeard) {
      const prefix = tenantPrefix(settings.keyPrefix, clientId);
      presence.underKey(`${prefix}replicas`);
      const shown = () => entities.get(organization) ?? true;
      const codec = snapshotCodec(shown, (snapshot) => bare.set(snapshot.members, organization));
      const space = { prefix, channel: `${prefix}written:${apiUrl} ${organization}`, owner };
      const onWritten = (keys: readonly string[], snapshot: Snapshot | undefined) => {
        if (snapshot) void near.set(onHeard(keys, snapshot), snapshot, keepForMs);
        observer.applied(snapshot !== undefined);
        leases.appliedFromReplica(keys);
        // What its facts take must hold nobody up when they are asked for.
        if (snapshot) void prepareFacts(snapshot);
      };
      const shared = new RedisStore(link, space, codec, onWritten, observer);
      const leases = new RedisLeases(link, shared, space, clock, observer);
      return { store: layeredStore(near, shared, keepForMs), leases };
    },
    ...sharedWork(link, { prefix: settings.keyPrefix, owner, clock }, observer, presence),
  };
}

/** What one replica does for all. */
function sharedWork(
  link: RedisLink,
  { prefix, owner, clock }: { readonly prefix: string; readonly owner: string; readonly clock: Clock },
  observer: ReplicasObserver,
  presence: ReturnType<typeof presenceThrough>,
): Pick<Sharing, 'changes' | 'looks'> {
  return {
    changes(scope, ours) {
      const role = (now: ChangeRole) => observer.role(scope.organization, now);
      const space = changeSpace(prefix, scope, owner);
      const changes = new RedisChanges(link, space, ours, clock, { ...observer, role });
      presence.leads.set(scope.organization, () => changes.role() === 'leading');
      return changes;
    },
    looks(scope, ours) {
      const role = (now: LookRole) => observer.lookRole(scope.organization, now);
      return new RedisLooks(link, lookSpace(prefix, scope, owner), ours, clock, { ...observer, role });
    },
  };
}

function healthOf({ trouble }: RedisLink): SharingHealth {
  return trouble === undefined
    ? { status: 'ok' }
    : { status: 'degraded', reason: trouble, hint: hintFor(trouble) };
}

/** @param shown whether agents' data is shared; @param onBare told of each snapshot that came without it */
function snapshotCodec(shown: () => boolean, onBare: (snapshot: Snapshot) => void): Codec<Snapshot> {
  return {
    momentOf: ({ takenAt }) => takenAt,
    encode: (snapshot) => encodeSnapshot(snapshot, shown()),
    async decode(text, takenAt) {
      const entities = shown();
      const snapshot = await decodeSnapshot(text, takenAt, entities);
      // A reload has changed that meanwhile: what is wanted now is fetched.
      if (shown() !== entities) return undefined;
      if (snapshot && !entities) onBare(snapshot);
      return snapshot;
    },
  };
}

/**
 * What everything of one OAuth client begins with. An organization's name is the operator's own word, so two tenants
 * of one Redis may both have one called `default`; who logs in as the same client sees the same at Genesys anyway.
 */
function tenantPrefix(prefix: string, clientId: string): string {
  return `${prefix}${createHash('sha256').update(clientId).digest('hex').slice(0, 16)}:`;
}

/** What one organization has under a name. */
const placeOf =
  (prefix: string, { apiUrl, organization, clientId }: SharedScope) =>
  (what: string) =>
    `${tenantPrefix(prefix, clientId)}${what}:${apiUrl} ${organization}`;

function lookSpace(prefix: string, scope: SharedScope, owner: string): LookSpace {
  const at = placeOf(prefix, scope);
  return { lease: at('looking'), trust: at('trust'), channel: at('looks'), owner };
}

function changeSpace(prefix: string, scope: SharedScope, owner: string): ChangeSpace {
  const at = placeOf(prefix, scope);
  return { lease: at('lead'), channelStore: at('channel'), channel: at('changes'), owner };
}

function credentialsOf([url = '', username = '', password = '']: readonly string[]) {
  return { url, ...(username && { username }), ...(password && { password }) };
}

const NONE: Secret = { value: '' };

/** Always three, so that one that is added later has its place. */
const secretsOf = ({ url, username, password }: RedisSettings): Secret[] => [
  url,
  username ?? NONE,
  password ?? NONE,
];
