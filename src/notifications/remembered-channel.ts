// The notification channel that an earlier process used, as the channel store has it.
import { channelSchema, type Channel } from './channels.js';
import type { ChannelStore } from './dependencies.js';

/** The channel store can't be read now. */
export class ChannelStoreAway extends Error {
  override readonly name = 'ChannelStoreAway';
  constructor() {
    super('the memory of the notification channel is away');
  }
}

/** A store that is broken for good must not stop us: after this many failures in a row it counts as empty. */
const MOST_FAILURES = 3;

/** The channel of an earlier process, or of the leader before. */
export class RememberedChannel {
  readonly #memory: ChannelStore;
  #failures = 0;

  constructor(memory: ChannelStore) {
    this.#memory = memory;
  }

  /** @throws ChannelStoreAway if it can't be read now: to take that for nothing would create one more channel */
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
      // Not written by us: counts as nothing.
      return undefined;
    }
  }

  async save({ id, connectUri }: Channel): Promise<void> {
    await this.#memory.save(JSON.stringify({ id, connectUri })).catch(() => undefined);
  }
}
