// Whether a WebSocket of Genesys still lives: what arrives is a sign of life, silence is doubt.

/** Between two pings of ours. Standard ping frames are not enough for Genesys. */
export const PING_EVERY_MS = 10_000;
/** Once a pong was seen, two of them may be missing. */
const SILENCE_WITH_PONGS_MS = 25_000;
/** Without, there are Genesys's own heartbeats, about every 30 s: two of them. */
const SILENCE_WITHOUT_PONGS_MS = 65_000;

/** Milliseconds until silence becomes doubt; 0 when it has. @param heardAt when the last message came, or the connection was opened */
export function doubtIn(heardAt: number, pongSeen: boolean, now: number): number {
  const limit = pongSeen ? SILENCE_WITH_PONGS_MS : SILENCE_WITHOUT_PONGS_MS;
  return Math.max(0, heardAt + limit - now);
}
