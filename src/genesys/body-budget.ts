// Bounds the bytes of answers that are being read or not yet counted, over all organizations of a process.
import { getHeapStatistics } from 'node:v8';

/** Whose answers they are: a load holds them until it is over. */
export interface BodyHolder {
  /** Calls `release` once nothing of what was read is needed any more. */
  whenDone(release: () => void): void;
}

/** The bytes of one holder. */
export interface BodyAccount {
  /**
   * Resolves once so many bytes more may be read.
   * @throws BodiesTooLarge if this holder alone would have more than all may; BodiesFull when `signal` ends the wait
   */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  /** Gives back bytes that were not needed. */
  giveBack(bytes: number): void;
}

/** All answers of one load together are too large. */
export class BodiesTooLarge extends Error {
  override readonly name = 'BodiesTooLarge';
}

/** An answer waited for its turn to be read until it was given up. */
export class BodiesFull extends Error {
  override readonly name = 'BodiesFull';
}

/** Bytes at most, where the heap is large enough: 64 MiB. An answer takes up to three times its size while it is read. */
const MOST_BYTES = 67_108_864;
const SHARE_OF_HEAP = 1 / 8;
/** Of a load: a page of 100 members has less. So one that hangs with much on its account holds up none of the usual ones. */
const ALWAYS_READ_BYTES = 262_144;

interface Waiting {
  readonly bytes: number;
  readonly goOn: () => void;
}

interface Account {
  bytes: number;
  readonly waiting: Set<Waiting>;
}

/**
 * When too much is read at once the later ones wait, their connections stand still, and the earliest goes on whatever
 * there is: so each has its turn. What is small, or fits into the room that is left, passes those who wait.
 */
export class BodyBudget {
  readonly limit: number;
  /** In the order of their first byte. */
  readonly #accounts = new Set<Account>();
  readonly #byHolder = new WeakMap<BodyHolder, BodyAccount>();
  readonly #alwaysRead: number;
  #bytes = 0;

  /**
   * @param largest bytes of one answer at most: there is always room for one
   * @param alwaysRead bytes that each load may read without waiting
   */
  constructor(
    largest: number,
    most = Math.min(MOST_BYTES, getHeapStatistics().heap_size_limit * SHARE_OF_HEAP),
    alwaysRead = ALWAYS_READ_BYTES,
  ) {
    this.limit = Math.max(largest, Math.floor(most));
    this.#alwaysRead = alwaysRead;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Reads that wait for their turn. */
  get waiting(): number {
    return [...this.#accounts].reduce((sum, { waiting }) => sum + waiting.size, 0);
  }

  /** The account of a holder, closed when the holder is done. */
  accountOf(holder: BodyHolder): BodyAccount {
    const known = this.#byHolder.get(holder);
    if (known) return known;
    const { account, close } = this.#open();
    this.#byHolder.set(holder, account);
    holder.whenDone(close);
    return account;
  }

  #open(): { readonly account: BodyAccount; readonly close: () => void } {
    const account: Account = { bytes: 0, waiting: new Set() };
    return {
      account: {
        take: (bytes, signal) => this.#take(account, bytes, signal),
        giveBack: (bytes) => this.#add(account, -bytes),
      },
      close: () => {
        this.#accounts.delete(account);
        this.#add(account, -account.bytes);
      },
    };
  }

  async #take(account: Account, bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (account.bytes + bytes > this.limit) throw new BodiesTooLarge();
    this.#accounts.add(account);
    if (this.#mayRead(account, bytes)) return this.#add(account, bytes);
    let goOn = () => {};
    let giveUp = () => {};
    const turn = new Promise<void>((resolve, reject) => {
      [goOn, giveUp] = [resolve, () => reject(new BodiesFull())];
    });
    const waiting = { bytes, goOn };
    account.waiting.add(waiting);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await turn;
    } finally {
      account.waiting.delete(waiting);
      signal.removeEventListener('abort', giveUp);
    }
  }

  #mayRead(account: Account, bytes: number): boolean {
    if (account.bytes + bytes <= this.#alwaysRead) return true;
    const [earliest] = this.#accounts;
    return account === earliest || this.#bytes + bytes <= this.limit;
  }

  #add(account: Account, bytes: number): void {
    account.bytes += bytes;
    this.#bytes += bytes;
    if (bytes < 0) this.#letIn();
  }

  #letIn(): void {
    for (const account of this.#accounts) {
      for (const waiting of account.waiting) {
        if (!this.#mayRead(account, waiting.bytes)) break;
        account.waiting.delete(waiting);
        this.#add(account, waiting.bytes);
        waiting.goOn();
      }
    }
  }
}
