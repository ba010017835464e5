// What a simulator is told: its clients, limits, queues and agents.
import type { Clock } from '../runtime/clock.js';
import type { ActivityHabits } from './activity/types.js';
import type { NotificationOptions } from './notifications/types.js';

/** An OAuth client of the simulated organization. */
export interface ClientSpec {
  readonly id: string;
  readonly secret: string;
  /** Default: `routing:queue:view` and `analytics:queueObservation:view`. */
  readonly permissions?: readonly string[];
}

/** What a simulator is started with; everything has a default. */
export interface SimulatorOptions {
  /** Everything random (agents, tokens, shuffles, chances) comes from it. Default 1. */
  readonly seed?: number;
  /** Token expiry, rate-limit windows and latency run on it. Default: the machine's clock. */
  readonly clock?: Clock;
  /** One port serves both the login and the API host. Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: DEFAULT_CLIENT alone. */
  readonly clients?: readonly ClientSpec[];
  /** Default 86,400. */
  readonly tokenLifetimeSeconds?: number;
  /** Default 300 a minute for each token; `false` means no limit and no `inin-ratelimit-*` headers. */
  readonly rateLimit?: RateLimitSpec | false;
  /** What a wrong id or secret is answered with; both are seen in the field. Default 401. */
  readonly invalidClientStatus?: 400 | 401;
  /** Default: DEFAULT_QUEUES. */
  readonly queues?: readonly QueueSpec[];
  /** Channels and events; `false` for a Genesys Cloud without them. Default: there, as Genesys has them. */
  readonly notifications?: NotificationOptions | false;
  /** The two analytics endpoints; `false` for a Genesys Cloud without them. Default: there. */
  readonly activity?: ActivityHabits | false;
  /** Remembers every version of every queue, for `history` and `matchingBetween`. Default false. */
  readonly keepHistory?: boolean;
  /** Serves the control surface under `/simulator`. Default false. */
  readonly control?: boolean;
}

/** Requests a minute, counted for each token or for each client (which of the two is disputed). */
export interface RateLimitSpec {
  readonly perMinute: number;
  /** Default `token`. */
  readonly per?: 'token' | 'client';
}

/** A queue: the agents that are spelled out, then `members` more drawn from the seed. */
export interface QueueSpec {
  /** A UUID; drawn when absent. */
  readonly id?: string;
  readonly name?: string;
  readonly members?: number;
  readonly agents?: readonly AgentSpec[];
  /** Whose members keep their states while the others change. */
  readonly steady?: boolean;
}

/**
 * One member of a queue. Presence, routing status and skills belong to the user, so a `userId` that is
 * already known joins that user to the queue, and what is said here changes the user everywhere.
 * With neither presence nor routing status: `Available` and `OFF_QUEUE`. With one of them, the other follows.
 */
export interface AgentSpec {
  /** The member's id; default: the user's. */
  readonly id?: string;
  readonly userId?: string;
  readonly name?: string;
  /** A system presence: `Available`, `On Queue`, … */
  readonly presence?: string;
  /** `OFF_QUEUE`, `IDLE`, `INTERACTING`, `NOT_RESPONDING` or `COMMUNICATING`. */
  readonly routingStatus?: string;
  /** Default true. */
  readonly joined?: boolean;
  /** Default `user`. */
  readonly memberBy?: 'user' | 'group';
  readonly skills?: readonly string[];
  readonly languages?: readonly string[];
  readonly profileSkills?: readonly string[];
  /** Default 1. */
  readonly ringNumber?: number;
  /** Fields that nobody knows, added to the entity. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The same as JSON text (`"big":12345678901234567890`), for what JavaScript can't hold. */
  readonly extraJson?: string;
}

/** Changes to a member; its ids stay. */
export type AgentPatch = Omit<AgentSpec, 'id' | 'userId'>;
