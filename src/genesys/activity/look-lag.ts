// From when on what a look tells is sure to have been true: how far looks are behind, as far as it has shown, and what
// is reckoned with while something does not fit.
import {
  lagAfter,
  lagAfterChanges,
  latenessOf,
  LONGEST_LAG_MS,
  TOLERANCE_MS,
  type Lag,
} from './lag.rules.js';
import type { QueueLook } from './look.js';

/** So many agreements in a row say that what did not fit was no lag, if so many would have met a change otherwise. */
const CLEARED_BY = 10;
const CLEARED_BY_MET = 3;
/** Changes come as often as in the last minute or so; so many times as long without any is no chance. */
const RATE_MS = 60_000;
const SILENCE_TIMES = 6;
/** A silence is no shorter than this, and than so many looks at a queue. */
const SHORTEST_SILENCE_MS = 3_000;
const SILENT_LOOKS = 3;

/** Something does not fit: looks may be older than they were so far. */
interface Suspicion {
  /** A look that shows something of then or later is none of these; wall milliseconds of Genesys's clock. */
  readonly untilShown: number;
  readonly agreements: number;
  /** How many of them would have met a change on average, were looks standing still. */
  readonly met: number;
  /** How often anything changed when it began. */
  readonly ratePerMs: number;
}

type Source = 'dates' | 'fetches';

/** The lag of one organization's looks; it has no clock. Moments are monotonic milliseconds. */
export class LookLag {
  /** By the moments of states, on both clocks; and by what was fetched or other replicas say, on this one alone. */
  readonly #lags: Record<Source, Lag | undefined> = { dates: undefined, fetches: undefined };
  #suspicion: Suspicion | undefined;
  #version = 0;
  /** This monotonic clock minus Genesys's, at least, and how much more it may be. */
  #clocks = { atLeast: 0, doubtMs: 0 };
  /** The latest moment that any look has shown, on Genesys's clock, and when it came. */
  #shown = { since: -Infinity, at: -Infinity };
  /** Changes of late, those of long ago counting less. */
  #changes = { count: 0, at: -Infinity, since: -Infinity };
  /** A silence that was no lag. */
  #silenceIsTrue = false;

  /** How far looks were behind at most, in milliseconds; 0 where none came late. */
  get ms(): number {
    return Math.max(0, this.#msBy('dates'), this.#msBy('fetches'));
  }

  /** The lag that is reckoned with and when it was seen; undefined while none was. */
  get seen(): { readonly ms: number; readonly seenAt: number } | undefined {
    const { dates, fetches } = this.#lags;
    const lag = this.#msBy('dates') >= this.#msBy('fetches') ? dates : fetches;
    return lag && { ms: this.ms, seenAt: lag.seenAt };
  }

  /** Another process has seen answers that were behind. */
  learn(ms: number, seenAt: number): void {
    if (ms > this.ms) this.#late('fetches', ms - TOLERANCE_MS, seenAt);
  }

  /** Another number whenever what looks have told may be older than it seemed. */
  get version(): number {
    return this.#version;
  }

  /** From when on it is sure that what a look tells was true. */
  readonly momentOf = (look: QueueLook): number => {
    const usual = look.askedAt - Math.max(this.ms, TOLERANCE_MS + this.#clocks.doubtMs);
    if (!this.isSuspect(look)) return usual;
    const { latestSince } = look;
    const onTheirClock = look.askedOnTheirClock + look.clockDoubtMs;
    const behind = latestSince === undefined ? LONGEST_LAG_MS : onTheirClock - latestSince + TOLERANCE_MS;
    return Math.min(usual, look.askedAt - Math.min(behind, LONGEST_LAG_MS));
  };

  /** Whether something does not fit, and this look shows nothing that says that it is none of those. */
  isSuspect({ latestSince = -Infinity }: QueueLook): boolean {
    return this.#suspicion !== undefined && latestSince < this.#suspicion.untilShown;
  }

  /** A look came after another at the same queue. @param intervalMs between two looks at a queue, while none fails */
  saw(before: QueueLook, after: QueueLook, intervalMs: number, now: number): void {
    const { changes, behindMs, forgotten } = latenessOf(before, after, intervalMs);
    this.#count(changes, now);
    if (behindMs !== undefined) this.#late('dates', behindMs, now);
    else if (changes > 0) this.#inTime(changes, now);
    if (forgotten === undefined) return;
    this.#late('dates', after.askedAt - forgotten, now);
    this.#suspect(forgotten);
  }

  /** All queues of some looks were seen. */
  came(looks: Iterable<QueueLook>, intervalMs: number, now: number): void {
    let last: QueueLook | undefined;
    let shown = -Infinity;
    for (const look of looks) {
      last = look;
      shown = Math.max(shown, look.latestSince ?? -Infinity);
    }
    if (!last) return;
    const { askedAt, askedOnTheirClock, clockDoubtMs: doubtMs } = last;
    this.#clocks = { atLeast: askedAt - askedOnTheirClock - doubtMs, doubtMs };
    if (shown > this.#shown.since) {
      this.#shown = { since: shown, at: now };
      this.#silenceIsTrue = false;
    }
    if (this.#suspicion && shown >= this.#suspicion.untilShown) this.#clear(1);
    const silentMs = now - this.#shown.at;
    const least = Math.max(SHORTEST_SILENCE_MS, SILENT_LOOKS * intervalMs, SILENCE_TIMES / this.#ratePerMs);
    if (silentMs > least && !this.#silenceIsTrue) this.#suspect(askedOnTheirClock + doubtMs);
  }

  /** What was fetched of a queue contradicts a look that should have shown it. @param endedAt when that was fetched */
  contradicted(look: QueueLook, endedAt: number): void {
    this.#suspect(look.askedOnTheirClock + look.clockDoubtMs - (look.askedAt - endedAt));
  }

  /**
   * A look shows at last what was fetched before, and looks of then did not. When that came to be so is not known: some
   * time before the fetch. @param lastAskedAt of the look before the fetch
   */
  caughtUp(look: QueueLook, lastAskedAt: number, intervalMs: number, now: number): void {
    const behindMs = look.askedAt - lastAskedAt + intervalMs;
    if (behindMs <= LONGEST_LAG_MS) this.#late('fetches', behindMs, now);
    this.#suspicion = undefined;
  }

  /** What was fetched at `beganAt`, of one of so many queues, agrees with the looks around it. */
  agreed(beganAt: number, queues: number): void {
    const { ratePerMs = 0 } = this.#suspicion ?? {};
    const chance = ratePerMs > 0 ? (ratePerMs * (beganAt - this.#shown.at)) / queues : 1;
    if (this.#suspicion && this.#clear(Math.min(1, Math.max(0, chance)))) this.#silenceIsTrue = true;
  }

  /** Something says that it was no lag, or that it is over. @returns whether that is enough */
  #clear(chance: number): boolean {
    const suspicion = this.#suspicion as Suspicion;
    const [agreements, met] = [suspicion.agreements + 1, suspicion.met + chance];
    const isOver = agreements >= CLEARED_BY && met >= CLEARED_BY_MET;
    this.#suspicion = isOver ? undefined : { ...suspicion, agreements, met };
    return isOver;
  }

  #msBy(source: Source): number {
    const lag = this.#lags[source];
    return lag ? lag.behindMs - (source === 'dates' ? this.#clocks.atLeast : 0) + TOLERANCE_MS : 0;
  }

  #late(by: Source, behindMs: number, now: number): void {
    const before = this.#lags[by];
    const after = lagAfter(before, behindMs, now);
    this.#lags[by] = after;
    if (after !== before) this.#version += 1;
  }

  #inTime(changes: number, now: number): void {
    for (const by of ['dates', 'fetches'] as const)
      this.#lags[by] = lagAfterChanges(this.#lags[by], changes, now);
  }

  #suspect(theirMoment: number): void {
    const untilShown = Math.max(theirMoment, this.#suspicion?.untilShown ?? -Infinity);
    if (untilShown !== this.#suspicion?.untilShown) this.#version += 1;
    const ratePerMs = this.#suspicion?.ratePerMs ?? this.#ratePerMs;
    this.#suspicion = { untilShown, agreements: 0, met: 0, ratePerMs };
  }

  #count(changes: number, now: number): void {
    if (this.#changes.at === -Infinity) this.#changes = { count: 0, at: now, since: now };
    const faded = this.#changes.count * Math.exp(-(now - this.#changes.at) / RATE_MS);
    this.#changes = { ...this.#changes, count: faded + changes, at: now };
  }

  get #ratePerMs(): number {
    const { count, at, since } = this.#changes;
    if (count === 0) return 0;
    return count / (RATE_MS * (1 - Math.exp(-Math.max(1, at - since) / RATE_MS)));
  }
}
