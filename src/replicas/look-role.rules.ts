// Which of several replicas makes looks: one that leads, or each for itself where nobody can.
import type { ErrorCode } from '../domain/error-codes.js';

/** `alone` and `leading` look; `following` and, for a moment, `seeking` leave it to another replica. */
export type LookRole = 'alone' | 'leading' | 'following' | 'seeking';

/** A leader that says nothing for so long is gone. */
export const SILENT_AFTER_MS = 1_500;
/** Longer than it takes until another leads; where nobody does by then, Redis is of no help. */
const SEEKING_MS = 2_500;

/**
 * Whether a failed look may be the fault of this replica alone: its way to Genesys Cloud, or its login. Another one may
 * have better luck.
 */
export const mayBeOurs = (code: ErrorCode): boolean =>
  code === 'genesys_timeout' ||
  code === 'genesys_unreachable' ||
  code === 'genesys_credentials_rejected' ||
  code.startsWith('login_');

/** What a replica knows; moments are monotonic milliseconds. */
export interface LookStanding {
  readonly isConnected: boolean;
  readonly isLeader: boolean;
  /** When another one was heard to lead, -Infinity for never. */
  readonly heardAt: number;
  /** Since when there could be a leader: the connection is there, and whoever led before is gone. */
  readonly since: number;
}

export function lookRole({ isConnected, isLeader, heardAt, since }: LookStanding, now: number): LookRole {
  if (isLeader) return 'leading';
  if (!isConnected) return 'alone';
  if (now - heardAt < SILENT_AFTER_MS) return 'following';
  return now - Math.max(since, heardAt + SILENT_AFTER_MS) < SEEKING_MS ? 'seeking' : 'alone';
}
