// What is remembered of our channel over restarts, as far as the memory can be asked.
import { channelSchema, type Channel } from './channels.js';
import type { ChannelStore } from './dependencies.js';

/** The memory can't say now what it remembers. */
export class ChannelStoreAway extends Error {
  override readonly name = 'MemoryAway';
  constructor() {
    super('the memory of the notification channel is away');
  }
}

/** A memory that is broken for good must not stop us: after this many failures in a row it counts as empty. */
const MOST_FAILURES = 3;

/** What an earlier process, or the one that listened before, left us. */
export class Remembered {
  readonly #memory: ChannelStore;
  #failures = 0;

  constructor(memory: ChannelStore) {
    this.#memory = memory;
  }

  /** @throws MemoryAway where that isn't known now: to take it for nothing would make one more channel */
  async load(): Promise<Channel | undefined> {
    let text: string | undefined;
    try {
      text = await this.#memory.load();
    } catch {
      this.#failures += 1;
      if (this.#failures <= MOST_FAILURES) throw new ChannelStoreAway();
    }
    try {
      return text === undefined ? undefined : channelSchema.parse(JSON.parse(text));
    } catch {
      // Written by somebody else: as good as nothing.
      return undefined;
    }
  }

  async save({ id, connectUri }: Channel): Promise<void> {
    await this.#memory.save(JSON.stringify({ id, connectUri })).catch(() => undefined);
  }
}
