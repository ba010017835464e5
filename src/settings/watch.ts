// Settings that are read again when their files change: what may change takes effect, and a bad file changes
// nothing.
import { currentSources, sameSources, type Sources } from './fingerprint.js';
import { SettingsError, type Fault } from './faults.js';
import { differingKeys, settingsInForce } from './in-force.js';
import type { OpenSettings } from './load.js';
import { poll, type Timer } from './poll.js';
import type { Settings } from './types.js';

const LOOK_EVERY_MS = 1_000;
/** A file that has just changed may still be being written: it is read once two looks in a row see the same. */
const LOOK_AGAIN_MS = 200;

/** What the world hears of settings that were read again. */
export interface SettingsObserver {
  /** @param changed file keys of what took effect; @param needRestart file keys of what did not */
  applied(changed: readonly string[], needRestart: readonly string[]): void;
  refused(faults: readonly Fault[]): void;
}

/** How the settings stand. */
export interface SettingsHealth {
  /** Wall-clock milliseconds at which the settings in force were read. */
  readonly loadedAt: number;
  /** File keys of what the files say otherwise than what is in force. */
  readonly needRestart: readonly string[];
  /** Why the files as they are now are not in force. `at`: wall-clock milliseconds. */
  readonly lastError?: { readonly at: number; readonly faults: readonly Fault[] };
}

interface WallTimer extends Timer {
  wall(): number;
}

/** Follows the files of settings. `start` it once, `stop` it at the end. */
export class SettingsWatch {
  readonly #readAgain: OpenSettings['readAgain'];
  readonly #clock: WallTimer;
  readonly #listeners: Array<(inForce: Settings) => void> = [];
  readonly #observer: SettingsObserver;
  #inForce: Settings;
  /** What the files said when they were read last, for good or ill. */
  #read: Sources;
  /** What they said at the last look, if that was something else. */
  #changing: Sources | undefined;
  #health: SettingsHealth;
  #stop: (() => void) | undefined;
  #stopped = false;
  #reloading: Promise<void> = Promise.resolve();

  constructor({ settings, sources, readAgain }: OpenSettings, clock: WallTimer, observer: SettingsObserver) {
    this.#inForce = settings;
    this.#read = sources;
    this.#readAgain = readAgain;
    this.#clock = clock;
    this.#observer = observer;
    this.#health = { loadedAt: clock.wall(), needRestart: [] };
  }

  /** Looks at the files, if there are any, from now on: every second, and sooner at one that is changing. */
  start(): void {
    if (this.#read.size === 0) return;
    const pauseMs = () => (this.#changing ? LOOK_AGAIN_MS : LOOK_EVERY_MS);
    this.#stop = poll(this.#clock, pauseMs, () => this.look());
  }

  /** Nothing is read or applied after this. */
  stop(): void {
    this.#stopped = true;
    this.#stop?.();
    this.#stop = undefined;
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  /** Calls `listener`, which must not throw, with what is in force each time after it was read again. */
  onApply(listener: (inForce: Settings) => void): void {
    this.#listeners.push(listener);
  }

  /** See SettingsHealth for the units. */
  health(): SettingsHealth {
    return this.#health;
  }

  /** Looks at the files once, and reads the settings if they changed and hold still. Never rejects. */
  async look(): Promise<void> {
    const seen = await currentSources(this.#read);
    if (!this.#stop) return;
    const before = this.#changing;
    this.#changing = sameSources(seen, this.#read) ? undefined : seen;
    if (before && this.#changing && sameSources(seen, before)) await this.reload();
  }

  /** Reads the settings now, whether their files changed or not. Never rejects. */
  reload(): Promise<void> {
    // Two at once would apply the older one last.
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  async #reload(): Promise<void> {
    if (this.#stopped) return;
    const { outcome, sources } = await this.#readAgain();
    if (this.#isStopped()) return;
    this.#read = sources;
    this.#changing = undefined;
    if (outcome instanceof SettingsError) this.#refuse(outcome);
    else this.#take(outcome);
  }

  #take(next: Settings): void {
    const inForce = settingsInForce(this.#inForce, next);
    const changed = differingKeys(this.#inForce, inForce);
    const needRestart = differingKeys(inForce, next);
    this.#inForce = inForce;
    this.#health = { loadedAt: this.#clock.wall(), needRestart };
    this.#listeners.forEach((listener) => listener(inForce));
    this.#observer.applied(changed, needRestart);
  }

  #refuse({ faults }: SettingsError): void {
    this.#health = { ...this.#health, lastError: { at: this.#clock.wall(), faults } };
    this.#observer.refused(faults);
  }
}
