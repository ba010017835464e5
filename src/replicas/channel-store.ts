// Remembers in Redis which notification channel is ours, so that whoever takes over the lead reuses it.
import type { RedisLink } from './connection.js';
import type { ChannelStore } from '../notifications/dependencies.js';

/** A channel of Genesys lives for a day after it was last used. */
const KEEP_MS = 24 * 3_600_000;
/** Characters; what is longer is none of ours. */
const LONGEST = 4_000;

/** KEYS: where. What is none of ours is as good as nothing. */
const LOAD = `
local text = redis.pcall('GET', KEYS[1])
return type(text) == 'string' and text or ''
`;

/** Only who leads writes: one that stood still must not bring back what another has replaced. */
const SAVE = `
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
`;

/** The channel of one organization. Nothing in here rejects. */
export class RedisChannelStore implements ChannelStore {
  readonly #link: RedisLink;
  readonly #key: string;
  readonly #leadKey: string;
  readonly #leader: () => string | undefined;
  #text: string | undefined;

  /** @param leader the name under which this process leads, if it does */
  constructor(link: RedisLink, key: string, leadKey: string, leader: () => string | undefined) {
    this.#link = link;
    this.#key = key;
    this.#leadKey = leadKey;
    this.#leader = leader;
  }

  /** @throws Error when Redis doesn't say: that is not the same as nothing */
  async load(): Promise<string | undefined> {
    const text = await this.#link.run(LOAD, [this.#key], []);
    if (typeof text !== 'string') throw new Error('Redis does not say which channel is remembered');
    this.#text = text === '' || text.length > LONGEST ? undefined : text;
    return this.#text;
  }

  async save(text: string): Promise<void> {
    this.#text = text;
    await this.refresh();
  }

  /** Writes down again what was saved or found: a channel may live for longer than a day, and Redis for less. */
  async refresh(): Promise<void> {
    const leader = this.#leader();
    if (leader === undefined || this.#text === undefined) return;
    await this.#link.run(SAVE, [this.#leadKey, this.#key], [leader, this.#text, String(KEEP_MS)]);
  }

  /** From now on another may save: ours is not written again. */
  forget(): void {
    this.#text = undefined;
  }
}
