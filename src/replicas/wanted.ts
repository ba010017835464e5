// The queues that all replicas are asked for: each publishes its own, and forgets a replica that is silent for too long.
import type { Clock } from '../runtime/clock.js';
import {
  FORGET_WANTED_AFTER_MS,
  mergeWanted,
  MOST_WANTED,
  mustPublishWanted,
  type PublishedWanted,
} from './wanted-queues.rules.js';
import type { RedisLink } from './connection.js';
import { encodeMessage, PUBLISH_STAMPED } from './messages.js';

/** ARGV: channel, message. */
const PUBLISH = `${PUBLISH_STAMPED}
publishStamped(ARGV[1], ARGV[2])
return 1
`;

/** Other replicas remembered at most: one that restarts has another name. */
const MOST_REPLICAS = 100;

interface WantedDependencies {
  readonly link: RedisLink;
  readonly clock: Clock;
  readonly channel: string;
  /** Names this process. */
  readonly owner: string;
  /** Ids of the queues that are wanted here, the most wanted first. */
  readonly ours: () => readonly string[];
  /** The queues that others want have changed. */
  onChange(): void;
}

/** The queues of one organization that any replica wants. Nothing in here rejects. */
export class SharedWantedQueues {
  readonly #dependencies: WantedDependencies;
  readonly #others = new Map<string, PublishedWanted>();
  #published: PublishedWanted | undefined;

  constructor(dependencies: WantedDependencies) {
    this.#dependencies = dependencies;
  }

  /** Those of this replica and of the others, the most wanted first. */
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
    if (!mustPublishWanted(this.#published, ids, at)) return;
    const published = (this.#published = { ids, at });
    void this.#say(ids).then((reply) => {
      if (reply === undefined && this.#published === published) this.#published = undefined;
    });
  }

  /** Another replica may not have them yet: they are published again. */
  republish(): void {
    this.#published = undefined;
  }

  /** This process is ending: the others forget what it wanted. */
  async leave(): Promise<void> {
    this.#others.clear();
    if (this.#published) await this.#say([]);
    this.#published = undefined;
  }

  receive(from: string, ids: readonly string[]): void {
    if (from === this.#dependencies.owner) return;
    const before = this.#others.get(from);
    if (!before && this.#others.size >= MOST_REPLICAS) return;
    if (ids.length === 0) this.#others.delete(from);
    else this.#others.set(from, { ids, at: this.#dependencies.clock.now() });
    if (!isSame(before?.ids ?? [], ids)) this.#dependencies.onChange();
  }

  /** Forgets replicas that have been silent for too long. */
  forgetSilent(): void {
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
    return link.run(PUBLISH, [], [channel, encodeMessage({ kind: 'wanted', from: owner, wanted })]);
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
