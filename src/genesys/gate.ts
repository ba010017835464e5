// The gate of one OAuth client: closed by a 429, tried by one request at its end, opened by what that one hears.
import type { Clock } from '../runtime/clock.js';
import { OPEN, probed, refused, type GateState, type Refused } from './gate.rules.js';

/** An admission to try is given to somebody else when no request has come of it for this long. */
const OFFER_LASTS_MS = 1_000;
/** How soon to ask again while the one that tries is under way. */
const PROBE_TAKES_MS = 1_000;

/** Hears how a gate stands. */
export interface GateObserver {
  gateClosed(gate: GateState, forMs: number): void;
  gateOpened(): void;
}

/** What the OAuth clients of one organization share: only one of them tries at a time. */
export interface ProbeTurn {
  /** Who tries now. */
  gate?: Gate | undefined;
}

/** The end of a request as far as the gate is concerned. */
interface Ended {
  /** Undefined when there was no answer. */
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly reported?: Refused['reported'];
}

export class Gate {
  readonly #clock: Clock;
  readonly #turn: ProbeTurn;
  readonly #observer: GateObserver | undefined;
  readonly #random: () => number;
  #state = OPEN;
  #offeredAt = -Infinity;

  constructor(
    clock: Clock,
    turn: ProbeTurn = {},
    observer?: GateObserver,
    random: () => number = Math.random,
  ) {
    this.#clock = clock;
    this.#turn = turn;
    this.#observer = observer;
    this.#random = random;
  }

  get state(): GateState {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#state.refusals === 0;
  }

  get stands(): 'open' | 'closed' | 'trying' {
    if (this.isOpen) return 'open';
    return this.#clock.now() < this.#state.opensAt ? 'closed' : 'trying';
  }

  /** Whether the next request may be the one that tries. */
  get probeDue(): boolean {
    return !this.isOpen && this.#turn.gate === undefined && this.#clock.now() >= this.#state.opensAt;
  }

  /** Milliseconds until a request may go out, 0 when one may now. */
  waitMs(): number {
    if (this.isOpen || this.probeDue) return 0;
    const left = this.#state.opensAt - this.#clock.now();
    return left > 0 ? left : PROBE_TAKES_MS;
  }

  /** Whether work may begin: any while it is open, at its end that of one who is going to try. */
  mayBegin(): boolean {
    return this.isOpen || (this.probeDue && this.#clock.now() - this.#offeredAt >= OFFER_LASTS_MS);
  }

  /** Work begins, see `mayBegin`. */
  begin(): void {
    if (!this.isOpen) this.#offeredAt = this.#clock.now();
  }

  /** A request goes out; the function returned says how it ended. */
  send(): (ended: Ended) => void {
    const probe = this.probeDue;
    if (probe) this.#turn.gate = this;
    return (ended) => {
      if (probe) this.#turn.gate = undefined;
      if (ended.status === 429) this.#close(ended, probe);
      else if (probe) this.#tried(ended.status !== undefined);
    };
  }

  #close({ retryAfterSeconds, reported }: Ended, probe: boolean): void {
    const now = this.#clock.now();
    const before = this.#state;
    this.#state = refused(before, { now, retryAfterSeconds, probe, reported }, this.#random());
    this.#offeredAt = -Infinity;
    if (this.#state.refusals > before.refusals) {
      this.#observer?.gateClosed(this.#state, this.#state.opensAt - now);
    }
  }

  #tried(answered: boolean): void {
    this.#state = probed(this.#state, this.#clock.now(), answered);
    this.#offeredAt = -Infinity;
    if (answered) this.#observer?.gateOpened();
  }
}
