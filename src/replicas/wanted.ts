// What all replicas want to hear of: each tells the others, and forgets those that say nothing.
import type { Clock } from '../runtime/clock.js';
import {
  FORGET_WANTED_AFTER_MS,
  mergeWanted,
  MOST_WANTED,
  mustTellWanted,
  type PublishedWanted,
} from './wanted-queues.rules.js';
import type { RedisLink } from './connection.js';
import { encodeMessage, PUBLISH_STAMPED } from './messages.js';

/** ARGV: channel, message. */
const SAY = `${PUBLISH_STAMPED}
publishStamped(ARGV[1], ARGV[2])
return 1
`;

/** So many others are kept in mind: a replica that starts again has another name. */
const MOST_REPLICAS = 100;

interface WantedDependencies {
  readonly link: RedisLink;
  readonly clock: Clock;
  readonly channel: string;
  /** Names this process. */
  readonly owner: string;
  /** Ids of the queues that are wanted here, the most wanted first. */
  readonly ours: () => readonly string[];
  /** What others want has changed. */
  onChange(): void;
}

/** The wanted queues of one organization. Nothing in here rejects. */
export class WantedOfAll {
  readonly #dependencies: WantedDependencies;
  readonly #others = new Map<string, PublishedWanted>();
  #published: PublishedWanted | undefined;

  constructor(dependencies: WantedDependencies) {
    this.#dependencies = dependencies;
  }

  /** Ours and those of the others. */
  all(): readonly string[] {
    this.#forget();
    const ours = this.#dependencies.ours();
    return this.#others.size === 0
      ? ours
      : mergeWanted([ours, ...[...this.#others.values()].map(({ ids }) => ids)]);
  }

  /** Tells the others what is wanted here, when it is time to. */
  tell(): void {
    const { link, clock, ours } = this.#dependencies;
    if (!link.connected) return;
    const [ids, at] = [ours().slice(0, MOST_WANTED), clock.now()];
    if (!mustTellWanted(this.#published, ids, at)) return;
    const published = (this.#published = { ids, at });
    void this.#say(ids).then((reply) => {
      if (reply === undefined && this.#published === published) this.#published = undefined;
    });
  }

  /** Somebody may not know yet what is wanted here. */
  tellAnew(): void {
    this.#published = undefined;
  }

  /** This process wants nothing more of the others. */
  async leave(): Promise<void> {
    this.#others.clear();
    if (this.#published) await this.#say([]);
    this.#published = undefined;
  }

  hear(from: string, ids: readonly string[]): void {
    if (from === this.#dependencies.owner) return;
    const before = this.#others.get(from);
    if (!before && this.#others.size >= MOST_REPLICAS) return;
    if (ids.length === 0) this.#others.delete(from);
    else this.#others.set(from, { ids, at: this.#dependencies.clock.now() });
    if (!isSame(before?.ids ?? [], ids)) this.#dependencies.onChange();
  }

  /** Forgets who has been silent for too long. */
  look(): void {
    if (this.#forget()) this.#dependencies.onChange();
  }

  #forget(): boolean {
    const now = this.#dependencies.clock.now();
    const silent = [...this.#others].filter(([, { at }]) => now - at >= FORGET_WANTED_AFTER_MS);
    silent.forEach(([name]) => this.#others.delete(name));
    return silent.length > 0;
  }

  #say(wanted: readonly string[]) {
    const { link, channel, owner } = this.#dependencies;
    return link.run(SAY, [], [channel, encodeMessage({ kind: 'wanted', from: owner, wanted })]);
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
