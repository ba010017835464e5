// When a token may be used, when it is renewed, and what is said about its health.
import type { Token } from '../domain/model.js';

/** A token is renewed between these fractions of its lifetime: jitter keeps replicas from meeting. */
const EARLIEST = 0.65;
const LATEST = 0.8;
/** What should be left of a token's life when it is renewed, if the lifetime allows. */
const RESERVE_MS = 60_000;

/** Whether `token` may still be sent to Genesys at `now` (monotonic milliseconds). */
export function isUsable(token: Token, now: number): boolean {
  return now < token.expiresAt;
}

/**
 * The monotonic moment at which `token` is renewed in the background.
 * @param random a number in [0, 1)
 */
export function renewalMoment(token: Token, random: number): number {
  const lifetime = token.expiresAt - token.requestedAt;
  const fraction = EARLIEST + (LATEST - EARLIEST) * random;
  // Below two minutes a reserve of a minute would eat most of the life; the fraction alone decides.
  const latest = lifetime >= 2 * RESERVE_MS ? lifetime - RESERVE_MS : lifetime;
  return token.requestedAt + Math.min(lifetime * fraction, latest);
}

/** In the words of `/health/token`. */
export type TokenStatus = 'healthy' | 'renewing' | 'degraded' | 'failing';

/** What decides the health of a token. */
interface TokenState {
  readonly held: Token | undefined;
  /** Whether a login is under way. */
  readonly renewing: boolean;
  /** Logins failed since the last that succeeded. */
  readonly failures: number;
}

/** `failing` without a usable token, `degraded` while one is held but its renewal fails. */
export function tokenStatus(state: TokenState, now: number): TokenStatus {
  if (!state.held || !isUsable(state.held, now)) return 'failing';
  if (state.failures > 0) return 'degraded';
  return state.renewing ? 'renewing' : 'healthy';
}
