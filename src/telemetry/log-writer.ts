// Writes log lines out in batches, and never lets who reads them, or a disk, hold up the service.
import type { Cancel, Clock } from '../runtime/clock.js';

/** Where batches go, one at a time. `done` is called once, with an error if the batch could not be written. */
export type LogSink = (batch: string, done: (error?: Error | null) => void) => void;

/** Lines wait for others this long, */
export const BATCH_MS = 20;
/** or until there are so many characters. */
export const BATCH_LENGTH = 65_536;
/** Characters that wait at most while nobody reads: some thousand lines. What comes then is lost, and counted. */
export const MOST_WAITING = 1_048_576;
/** After a fault (a full disk, a reader that has gone) the next batch is tried this much later. */
const AGAIN_MS = 1_000;
/** pino's number of the level from which on lines don't wait. */
const WARN = 40;

/** The lines of one process. */
export class LogWriter {
  readonly #sink: LogSink;
  readonly #clock: Pick<Clock, 'after'>;
  #waiting = '';
  #writing = '';
  #cancel: Cancel | undefined;
  #lost = 0;
  /** Of those lost, how many were told of. */
  #reported = 0;
  #ended: (() => void) | undefined;
  /** Called when lines go out again after some were lost. */
  onResumed: (lost: number) => void = () => undefined;

  constructor(sink: LogSink, clock: Pick<Clock, 'after'>) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** Lines that were lost since the start. */
  get lost(): number {
    return this.#lost;
  }

  /** What did not go out yet and is not being written: for the last moment of a process. */
  takeWaiting(): string {
    const waiting = this.#writing === '' ? this.#waiting : '';
    this.#waiting = '';
    return waiting;
  }

  /** @param level pino's number */
  write(line: string, level: number): void {
    if (this.#waiting.length + line.length > MOST_WAITING) {
      this.#lost += 1;
      return;
    }
    this.#waiting += line;
    if (this.#writing !== '') return;
    if (level >= WARN || this.#waiting.length >= BATCH_LENGTH) return this.#flush();
    this.#cancel ??= this.#clock.after(BATCH_MS, () => this.#flush());
  }

  /** Writes out what is there; resolves when it is out, or after `ms` milliseconds. */
  end(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.#clock.after(ms, resolve);
      this.#settle();
      if (this.#writing === '') this.#flush();
    });
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#writing !== '' || this.#waiting === '') return;
    this.#writing = this.#waiting;
    this.#waiting = '';
    this.#sink(this.#writing, (error) => this.#written(error));
  }

  #written(error: Error | null | undefined): void {
    if (error) this.#lost += linesIn(this.#writing);
    this.#writing = '';
    this.#settle();
    if (error && !this.#ended) {
      this.#cancel = this.#clock.after(AGAIN_MS, () => this.#flush());
      return;
    }
    const unreported = this.#lost - this.#reported;
    this.#reported = this.#lost;
    if (!error && unreported > 0) this.onResumed(unreported);
    if (this.#waiting !== '') this.#flush();
  }

  #settle(): void {
    if (this.#writing === '' && this.#waiting === '') this.#ended?.();
  }
}

function linesIn(batch: string): number {
  let lines = 0;
  for (let at = batch.indexOf('\n'); at >= 0; at = batch.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
