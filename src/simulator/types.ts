// What a simulator shows of itself and what can be done with it.
import type { ActivityFace } from './activity/types.js';
import type { FaultAction, FaultRule, Route } from './fault-rule.js';
import type { NotificationsFace } from './notifications/types.js';
import type { AgentPatch, AgentSpec, QueueSpec } from './options.js';

/** A member as it is now. */
export interface MemberState {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly presence: string;
  readonly routingStatus: string;
  readonly joined: boolean;
  readonly memberBy: 'user' | 'group';
  readonly ringNumber: number;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly profileSkills: readonly string[];
}

/** A queue as it is now; members in the order in which they were added. */
export interface QueueState {
  readonly id: string;
  readonly name: string;
  readonly members: readonly MemberState[];
}

/** A queue as it was from `at` (the clock's monotonic milliseconds) until its next version. */
export interface QueueVersion {
  readonly at: number;
  readonly members: readonly MemberState[];
}

/** The members endpoint's filters; a list matches when any of its values does. */
export interface MatchFilters {
  readonly name?: string;
  readonly profileSkills?: string | readonly string[];
  readonly skills?: string | readonly string[];
  readonly languages?: string | readonly string[];
  readonly routingStatus?: string | readonly string[];
  readonly presence?: string | readonly string[];
  readonly memberBy?: string;
  readonly joined?: boolean;
}

/** How the credentials of a login came. */
export type Credentials = 'header-raw' | 'header-percent' | 'body' | 'unknown' | 'none';

/** What became known of a request, without any secret. */
export interface RequestRecord {
  /** The clock's monotonic milliseconds at arrival. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** The raw query without `?`. */
  readonly query: string;
  readonly route: Route;
  /** 0 while unanswered, and for good after a hang or a reset. */
  readonly status: number;
  /** Counts issued tokens from 1; null for none and for one that was never issued. */
  readonly token: number | null;
  /** As asked for, or the default; null when it is no number or the route has no pages. */
  readonly pageNumber: number | null;
  readonly pageSize: number | null;
  readonly userAgent: string | null;
  /** W3C Trace Context, as it came. */
  readonly traceparent: string | null;
  readonly tracestate: string | null;
  /** `X-Request-Id` */
  readonly requestId: string | null;
  /** The first word of Authorization, in lower case. */
  readonly authorizationScheme: string | null;
  /** For logins. */
  readonly credentials: Credentials | null;
  /** The kind of the fault that acted, `latency` only if no other did. */
  readonly fault: FaultAction['kind'] | null;
}

/** A running Genesys Cloud. */
export interface Simulator {
  /** The origin; both hosts are this one. */
  readonly url: string;
  readonly loginUrl: string;
  readonly apiUrl: string;
  /** The first client, with its present secret. */
  readonly client: { readonly id: string; readonly secret: string };
  readonly queues: readonly QueueState[];

  addQueue(spec?: QueueSpec): QueueState;
  /** @throws Error when there is no such queue or member, as do all that name one. */
  setAgent(queueId: string, member: number | string, patch: AgentPatch): void;
  addMember(queueId: string, spec?: AgentSpec): MemberState;
  removeMember(queueId: string, member: number | string): void;
  /** Makes `steps` (default 1) random changes to presence, routing status or joined. */
  shuffle(steps?: number): void;
  /** Shuffles one step every `everyMs` on the clock until the returned function is called. */
  live(everyMs: number): () => void;
  /** Who matches, by name: the truth that an answer is to be held to. */
  matching(
    queueId: string,
    filters?: MatchFilters,
  ): { readonly count: number; readonly ids: readonly string[] };

  /**
   * Each version of a queue, oldest first; of very many, the latest.
   * @throws Error when it was started without `keepHistory`.
   */
  history(queueId: string): readonly QueueVersion[];
  /**
   * Each count of matching members that was true at some moment from `from` to `to` (the clock's monotonic
   * milliseconds, both included), once, in the order of time. What changed at `from` itself is true at it.
   * @throws Error without `keepHistory`, and when the record doesn't reach back so far.
   */
  matchingBetween(queueId: string, filters: MatchFilters, from: number, to: number): number[];

  /** A valid token without a login, of the first client unless told otherwise. */
  issueToken(clientId?: string): string;
  /** Every token issued until now answers 401 `bad.credentials`. */
  revokeTokens(): void;
  /** Logins need the new secret from now on; tokens stay valid (see revokeTokens). */
  setSecret(clientId: string, secret: string): void;

  /** Adds a rule; the returned function removes it. */
  fault(rule: FaultRule): () => void;
  /** Those of the notification service too; analytics behaves as it was started. */
  clearFaults(): void;

  /** @throws Error when it was started without the notification service. */
  readonly notifications: NotificationsFace;
  /** @throws Error when it was started without analytics. */
  readonly activity: ActivityFace;

  readonly requests: readonly RequestRecord[];
  /** How many requests came, to one route or to all. */
  count(route?: Route): number;
  resetRecords(): void;
  /** Every secret, Basic credential and access token there ever was, to grep logs for. */
  readonly secrets: readonly string[];

  /** Stops listening and cuts every connection: connections are refused. */
  goDown(): Promise<void>;
  /** Listens again on the same port. */
  comeBack(): Promise<void>;
  /** Ends everything: listener, connections, timers. Harmless when repeated. */
  close(): Promise<void>;
  /** The same as close. */
  stop(): Promise<void>;
}
