// The queues that other replicas want looked at, and what is told them of ours.
import type { WantedQueues } from '../genesys/activity/look-turns.js';
import type { Clock } from '../runtime/clock.js';
import { encodeWanted, MOST_WANTED_LOOKS, type WantedLook, type WantedLooks } from './look-wanted-text.js';
import { NOTHING_WANTED, type LooksWanted, type OthersWanted } from './look-sharing.js';
import { FORGET_WANTED_AFTER_MS, TELL_WANTED_EVERY_MS } from './wanted-queues.rules.js';

/** Other replicas remembered at most: one that restarts has another name. */
const MOST_REPLICAS = 100;

/** With very many queries finding out what is wanted takes a while: it is done again after so many times as long. */
const QUIET_TIMES = 50;

/** One of the others. */
interface Other {
  readonly at: number;
  readonly wanted: Omit<WantedLooks, 'queues' | 'isWhole'>;
  readonly queues: Map<string, WantedLook>;
}

interface LooksWantedDependencies {
  readonly clock: Clock;
  readonly ours: () => LooksWanted;
  readonly say: (message: object) => void;
}

/** What the replicas of one organization want of looks. */
export class SharedLooksWanted {
  readonly #dependencies: LooksWantedDependencies;
  readonly #others = new Map<string, Other>();
  #together: OthersWanted | undefined;
  #hasTold = false;
  #toldAt = -Infinity;
  #quietUntil = -Infinity;
  #toldLooking = false;
  #told: ReadonlySet<string> = new Set();

  constructor(dependencies: LooksWantedDependencies) {
    this.#dependencies = dependencies;
  }

  /** What the others want together. */
  all(): OthersWanted {
    return (this.#together ??= together([...this.#others.values()]));
  }

  /** Tells what is wanted here when it is time to: all of it now and then, what is new at once. */
  tell(awaited: ReadonlySet<string>): void {
    const { clock, ours, say } = this.#dependencies;
    const now = clock.now();
    if (now < this.#quietUntil && awaited.size === 0) return;
    const wanted = ours();
    this.#quietUntil = now + QUIET_TIMES * (clock.now() - now);
    const isWhole = now - this.#toldAt >= TELL_WANTED_EVERY_MS || wanted.isLooking !== this.#toldLooking;
    const queues: WantedLook[] = [];
    for (const [id, queue] of wanted.queues) {
      const isAwaited = awaited.has(id);
      if (isWhole || isAwaited || !this.#told.has(id)) queues.push({ id, isAwaited, ...queue });
    }
    // Asked for a moment ago, and not counted among what is wanted yet.
    for (const id of awaited)
      if (!wanted.queues.has(id)) queues.push({ id, isAwaited: true, isUseful: true, callers: [] });
    if (!isWhole && queues.length === 0) return;
    if (isWhole) this.#toldAt = now;
    this.#hasTold = true;
    this.#toldLooking = wanted.isLooking;
    this.#told = new Set(wanted.queues.keys());
    const { isLooking, polling, fetches } = wanted;
    // What is waited for must not be what there is no room for.
    queues.sort((one, other) => Number(other.isAwaited) - Number(one.isAwaited));
    say(encodeWanted({ isWhole, isLooking, polling, fetches, queues }));
  }

  /** Another replica may not have been told: all is told again. */
  repeat(): void {
    this.#toldAt = -Infinity;
  }

  /** This process is ending: the others forget what it wanted. */
  leave(): void {
    if (!this.#hasTold) return;
    const nothing = { isLooking: false, polling: 0, fetches: 0, queues: [] };
    this.#dependencies.say(encodeWanted({ isWhole: true, ...nothing }));
  }

  /** @returns queues that somebody there waits for */
  hear(from: string, { queues, isWhole, ...wanted }: WantedLooks): string[] {
    const before = this.#others.get(from);
    if (!before && this.#others.size >= MOST_REPLICAS) return [];
    // Who is new has not heard us.
    if (!before) this.repeat();
    this.#together = undefined;
    if (isWhole && !wanted.isLooking && queues.length === 0) {
      this.#others.delete(from);
      return [];
    }
    const known = isWhole || !before ? new Map<string, WantedLook>() : before.queues;
    for (const queue of queues)
      if (known.size < MOST_WANTED_LOOKS || known.has(queue.id)) known.set(queue.id, queue);
    this.#others.set(from, { at: this.#dependencies.clock.now(), wanted, queues: known });
    return queues.filter(({ isAwaited }) => isAwaited).map(({ id }) => id);
  }

  /** Forgets replicas that have been silent for too long. */
  forgetSilent(): void {
    const now = this.#dependencies.clock.now();
    for (const [name, { at }] of this.#others) {
      if (now - at < FORGET_WANTED_AFTER_MS) continue;
      this.#others.delete(name);
      this.#together = undefined;
    }
  }
}

/** What all of them want, each queue once. */
function together(others: readonly Other[]): OthersWanted {
  if (others.length === 0) return NOTHING_WANTED;
  const sum = (of: (other: Other) => number) => others.reduce((total, other) => total + of(other), 0);
  const queues = new Map<string, { callers: readonly string[]; isUseful: boolean }>();
  for (const { queues: own } of others)
    for (const { id, callers, isUseful } of own.values()) {
      const known = queues.get(id);
      if (known)
        queues.set(id, {
          callers: [...new Set([...known.callers, ...callers])],
          isUseful: known.isUseful || isUseful,
        });
      else if (queues.size < MOST_WANTED_LOOKS) queues.set(id, { callers, isUseful });
    }
  return {
    isLooking: others.some(({ wanted }) => wanted.isLooking),
    polling: sum(({ wanted }) => wanted.polling),
    fetches: sum(({ wanted }) => wanted.fetches),
    queues: queues satisfies WantedQueues,
    replicas: others.length,
    queuesOfEach: sum(({ queues: own }) => own.size),
  };
}
