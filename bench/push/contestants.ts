// Who stands in front of Genesys when changes matter: this service with push and without, and a proxy made by hand.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Variant } from '../callers/scenario.js';

const env = (more: Readonly<Record<string, string>> = {}) => ({
  PUSH: 'on',
  // A channel of its own for each process.
  PUSH_STATE_DIR: mkdtempSync(join(tmpdir(), 'bench-push-')),
  ...more,
});

const FRESH_FOR_MS = 2_000;

/** This service on polling alone. */
export const polling = (): Variant => ({ name: 'polling', freshFor: FRESH_FOR_MS });

/** With push; announcements only add refreshes. */
export const push = (): Variant => ({ name: 'push', env: env(), freshFor: FRESH_FOR_MS });

/** With push, and quiet queues trusted for so many seconds. */
export const trusting = (seconds: number): Variant => ({
  name: `push, push.freshFor ${seconds} s`,
  env: env({ PUSH_FRESH_FOR_MS: String(seconds * 1000) }),
  freshFor: seconds * 1000,
});

/** Express and fetch, asking Genesys for each caller. */
export const byHand = (): Variant => ({ name: 'by hand, no cache', byHandTtl: 0, freshFor: FRESH_FOR_MS });
