// What comparisons have come to, for all replicas: told when it is found, and kept in Redis for those that come later.
import type { Clock } from '../runtime/clock.js';
import type { RedisLink } from './connection.js';
import type { FoundByComparing, LookDependencies } from './look-sharing.js';
import { readFound } from './look-messages.js';
import { readRecord } from './text.rules.js';
import { encodeFound } from './trust-text.js';

/** For so long what was found is of use where nobody looks. */
const KEEP_MS = 3_600_000;
/** It is written again after so long at the latest. */
const SAVE_EVERY_MS = 600_000;
/** Characters; what is longer is none of ours. */
const LONGEST = 2_000_000;

/** KEYS: where. What is none of ours is as good as nothing. */
const LOAD = `
local text = redis.pcall('GET', KEYS[1])
return type(text) == 'string' and text or ''
`;

/** KEYS: where; ARGV: text, milliseconds. */
const SAVE = `
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

interface SharedTrustDependencies {
  readonly link: RedisLink;
  readonly clock: Clock;
  /** Where it is kept. */
  readonly key: string;
  readonly ours: Pick<LookDependencies, 'known' | 'noted' | 'learned'>;
  readonly say: (message: object) => void;
  readonly unreadable: () => void;
}

/** The trust of one organization's replicas in looks. Nothing in here rejects. */
export class SharedTrust {
  readonly #dependencies: SharedTrustDependencies;
  #saved: string | undefined;
  #savedAt = -Infinity;
  /** What is kept was read: it must not be overwritten by who knows less. */
  #isLoaded = false;

  constructor(dependencies: SharedTrustDependencies) {
    this.#dependencies = dependencies;
  }

  /** Tells what was found here since the last time. */
  tell(): void {
    const found = this.#dependencies.ours.noted();
    if (found) this.#dependencies.say({ kind: 'found', ...this.#stamped(found) });
  }

  /** Keeps all that is known, if that has changed; to be called by one of all. */
  save(): void {
    if (!this.#isLoaded) return void this.load();
    const { link, clock, key, ours } = this.#dependencies;
    const now = clock.now();
    const { version, ...found } = ours.known();
    if (version === this.#saved && now - this.#savedAt < SAVE_EVERY_MS) return;
    [this.#saved, this.#savedAt] = [version, now];
    const text = JSON.stringify(this.#stamped(found));
    void link.run(SAVE, [key], [text, String(KEEP_MS)]).then((reply) => {
      if (reply !== 1 && this.#saved === version) this.#saved = undefined;
    });
  }

  /** Takes over what is kept. */
  async load(): Promise<void> {
    const { link, key, ours, unreadable } = this.#dependencies;
    const text = await link.run(LOAD, [key], []);
    if (typeof text !== 'string') return;
    this.#isLoaded = true;
    if (text === '') return;
    const found = text.length > LONGEST ? undefined : readFound(readRecord(text), link.time);
    if (found) ours.learned(found);
    else unreadable();
  }

  #stamped(found: FoundByComparing): object {
    const { link, clock } = this.#dependencies;
    return { ...encodeFound(found), micros: link.time.toShared(clock.now()) };
  }
}
