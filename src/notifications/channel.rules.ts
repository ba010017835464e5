// How long a channel lives, when it is renewed, and whether there is room for one.

/** Genesys's limit for one OAuth client; one more removes the one that was used the longest ago. */
export const MOST_CHANNELS = 20;

const LIFE_MS = 24 * 3_600_000;
const SHORTEST_PAUSE_MS = 60_000;
/** A last call of who held the channel before has arrived by then. */
const FIRST_REASSERTION_MS = 10_000;
/** One that stood still for long may wake up at any time. */
const REASSERTION_MS = 300_000;

/** Whether one more channel pushes out none of another application. */
export function hasRoom(channels: number): boolean {
  return channels < MOST_CHANNELS;
}

/**
 * Whether a channel may have been made although the call for it failed: an answer that couldn't be read, or none, tells
 * nothing, and a gateway doesn't know either. A refusal does, and so does what failed before the call.
 * @param code of an error of this service
 * @param status of Genesys's answer, where one came whole
 */
export function mayBeMade(code: string, status: number | undefined): boolean {
  if (status === undefined) return code !== 'genesys_rate_limited' && !code.startsWith('login_');
  return status !== 503 && (status < 400 || status > 499 || status === 408);
}

/**
 * Whether a failure says that a channel, of which only a memory says that it is ours, belongs to somebody else.
 * @param code of an error of this service: what a box in between answered says nothing of the channel
 * @param status of the answer
 */
export function isSomebodyElses(code: string, status: number | undefined): boolean {
  return code !== 'genesys_foreign_answer' && (status === 400 || status === 403);
}

/** Milliseconds until the list of a channel that was taken over is sent again. @param times that it was so far */
export function reassertIn(times: number): number {
  return times === 0 ? FIRST_REASSERTION_MS : REASSERTION_MS;
}

/**
 * Milliseconds until a channel is renewed: half of its life. What Genesys doesn't say, or what this machine's clock
 * can't agree with (a channel of now that has expired, or lives longer than any), is taken for the usual 24 hours.
 * @param expires ISO 8601, as the channel has it
 * @param wall wall-clock milliseconds since the epoch
 */
export function renewIn(expires: string | undefined, wall: number): number {
  const left = Date.parse(expires ?? '') - wall;
  const life = left > 0 && left <= LIFE_MS ? left : LIFE_MS;
  return Math.max(SHORTEST_PAUSE_MS, life / 2);
}
