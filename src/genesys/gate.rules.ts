// When a 429 stops all requests of an OAuth client, until when, and whose limit it speaks of.
import { growingPause, LONGEST_RETRY_AFTER_SECONDS } from '../domain/retry.rules.js';

/** Whose limit a 429 speaks of, by Genesys's own count of the OAuth client. */
export type LimitOf = 'client' | 'organization' | 'unknown';

/** The count that Genesys told along with a 429, or last before it. */
interface ReportedCount {
  readonly count: number;
  readonly allowed: number;
}

/** A gate as it stands; moments are monotonic milliseconds. */
export interface GateState {
  /** 429s in a row, each but the first met by a probe; 0: open. */
  readonly refusals: number;
  /** From here on one request may try. */
  readonly opensAt: number;
  readonly limitOf: LimitOf;
  readonly reported?: ReportedCount | undefined;
}

export const OPEN: GateState = { refusals: 0, opensAt: -Infinity, limitOf: 'unknown' };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** After a probe that got no answer: it says nothing of the limit, and an outage is asked no more than that. */
const UNANSWERED_PAUSE_MS = 1_000;
/** From this share of the limit on, the client's own limit is the likely cause. */
const NEAR_THE_LIMIT = 0.8;

/** Whose limit is reached where Genesys's count of the client is `told`. */
export function limitOf(reported: ReportedCount | undefined): LimitOf {
  if (!reported) return 'unknown';
  if (reported.count >= reported.allowed) return 'client';
  return reported.count < reported.allowed * NEAR_THE_LIMIT ? 'organization' : 'unknown';
}

/** A 429 as it came. */
export interface Refused {
  readonly now: number;
  /** Its Retry-After, undefined where there is none of use. */
  readonly retryAfterSeconds?: number | undefined;
  /** Whether it answers the one request that tried. */
  readonly probe: boolean;
  readonly reported?: ReportedCount | undefined;
}

/**
 * The gate after a 429. What was sent before the first 429 only moves the end; a refused probe makes the pause grow.
 * @param random a number in [0, 1)
 */
export function refused(
  gate: GateState,
  { now, retryAfterSeconds, probe, reported }: Refused,
  random: number,
) {
  const saidMs = Math.min(retryAfterSeconds ?? 0, LONGEST_RETRY_AFTER_SECONDS) * 1000;
  const isOpen = gate.refusals === 0;
  const refusals = isOpen || probe ? gate.refusals + 1 : gate.refusals;
  const grows = saidMs === 0 ? refusals : refusals - 1;
  const ownMs = grows > 0 ? growingPause(FIRST_PAUSE_MS, LONGEST_PAUSE_MS, grows, random) : 0;
  const opensAt = now + Math.max(saidMs, ownMs);
  const known = reported ?? gate.reported;
  return {
    refusals,
    opensAt: isOpen || probe ? opensAt : Math.max(gate.opensAt, now + saidMs),
    limitOf: limitOf(known),
    reported: known,
  } satisfies GateState;
}

/** The gate after a probe: open once it was answered otherwise than with 429. */
export function probed(gate: GateState, now: number, answered: boolean): GateState {
  return answered ? OPEN : { ...gate, opensAt: Math.max(gate.opensAt, now + UNANSWERED_PAUSE_MS) };
}

/** Why nothing is asked, and what would help; for people. */
export function gateInWords({ limitOf: whose, reported }: Pick<GateState, 'limitOf' | 'reported'>): string {
  const used = reported ? `${reported.count} of ${reported.allowed} requests are used by its own count` : '';
  const helps = 'Another OAuth client helps only against a limit of the client.';
  if (whose === 'client')
    return `Genesys Cloud answered 429, and ${used}: the limit of this OAuth client is reached. Another OAuth client would help.`;
  if (whose === 'organization')
    return `Genesys Cloud answered 429 although only ${used}: probably a limit of the whole organization. ${helps}`;
  const count = reported ? `; ${used}` : ' and told no count';
  return `Genesys Cloud answered 429${count}: the limit of the client or of the whole organization is reached. ${helps}`;
}
