// Hears from Genesys Cloud which queues change, over one notification channel, for as long as it is started.
import { guarded } from './guard.js';
import type { NotificationsHealth, NotificationsDependencies } from './dependencies.js';
import { Session, type StopMode } from './session.js';
import { STOPPED } from './status.js';

/** The notifications of one OAuth client. Nothing in it throws or rejects. */
export class Notifications {
  readonly #dependencies: NotificationsDependencies;
  #session: Session | undefined;
  /** The end of the session before: two at once would take each other's channel. */
  #ended: Promise<void> = Promise.resolve();
  #wasLive = false;
  #reconnects = 0;

  constructor(dependencies: NotificationsDependencies) {
    this.#dependencies = guarded(dependencies);
  }

  /** Begins; again after a stop, and harmless while it runs. */
  start(): void {
    if (this.#session) return;
    const session = new Session(this.#dependencies, () => this.#live(session));
    this.#session = session;
    session.run(this.#ended);
  }

  /** The queues that are wanted may have changed. */
  wake(): void {
    this.#session?.listening?.wake();
  }

  /**
   * Ends it at any moment; resolves when nothing is under way any more, after at most two calls' time.
   * @param stopMode whether the channel goes on collecting for whoever takes it over
   * @param mayStill asked right before the channel is emptied: it may be another process's by then
   */
  async stop(stopMode: StopMode, mayStill: () => boolean = () => true): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session) this.#ended = session.stop(stopMode, mayStill);
    await this.#ended;
  }

  /** How it goes, now. */
  health(): NotificationsHealth {
    const { listening, status = STOPPED, hasChannel = false } = this.#session ?? {};
    const {
      heardAt,
      heartbeatAt,
      connectedAt,
      topics = 0,
      queuesCovered = 0,
      refused = [],
    } = listening ?? {};
    return {
      ...status,
      channels: hasChannel ? 1 : 0,
      topics,
      ...(heardAt !== undefined && { lastHeardAt: heardAt }),
      ...(heartbeatAt !== undefined && { lastHeartbeatAt: heartbeatAt }),
      ...(connectedAt !== undefined && { connectedAt }),
      queuesCovered,
      queuesWanted: new Set(this.#dependencies.wanted()).size,
      refused,
      reconnects: this.#reconnects,
    };
  }

  /** Whatever was counted while nothing was heard is suspect. */
  #live(session: Session): void {
    if (this.#wasLive) {
      this.#reconnects += 1;
      session.listening?.suspect();
    }
    this.#wasLive = true;
  }
}
