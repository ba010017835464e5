// What the replicas room reports, for log lines, metrics and problems.
import type { Claim } from '../cache/leases.js';
import type { ChangeRole } from './change-sharing.js';
import type { LookRole } from './look-role.rules.js';
import type { Missed } from './change-subscriber.js';

export interface ReplicasObserver {
  /** The connection to Redis is there. */
  connected(): void;
  /** @param reason words of ours or of Redis, without secrets */
  lost(reason: string): void;
  /** The work under a key was asked for. */
  claimed(kind: Claim['kind']): void;
  /** Another replica's load ended. @param snapshot whether there was one, which is used here now */
  applied(snapshot: boolean): void;
  /** Something under our keys, or in a message, is not ours. */
  unreadable(): void;
  /** A message of the leader was lost or late. */
  missed(what: Missed): void;
  /** This replica's role in the changes of an organization is another one. */
  role(organization: string, role: ChangeRole): void;
  /** The same in looks at its queues. */
  lookRole(organization: string, role: LookRole): void;
}
