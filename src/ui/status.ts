// What the page reads of `GET /status`. Moments are ISO texts.
import type { TrafficHistory } from '../domain/traffic.js';

/** The whole report. */
export interface Status {
  readonly replica: string;
  readonly version: string;
  readonly now: string;
  readonly uptimeSeconds: number;
  readonly state: string;
  /** Where the service itself reaches its public listener. */
  readonly publicUrl: string | null;
  readonly shared: { readonly status: string; readonly reason?: string; readonly hint?: string };
  /** This one first; none where nothing is shared. */
  readonly replicas: readonly ReplicaLine[];
  readonly settings: { readonly faults: readonly string[]; readonly needRestart: readonly string[] };
  readonly promise: {
    readonly freshForMs: number;
    /** While Genesys announces changes; 0: never longer than freshForMs. */
    readonly trustedForMs: number;
    readonly staleIfErrorMs: number;
    readonly deadlineMs: number;
  };
  readonly organizations: readonly OrganizationLine[];
  readonly queries: readonly QueryLine[];
  readonly queriesInAll: number;
  readonly webhooks: readonly WebhookLine[];
  readonly callers: readonly CallerLine[];
  readonly problems: readonly ProblemLine[];
}

export interface ReplicaLine {
  readonly name: string;
  readonly version: string;
  /** Organizations whose push channel it holds. */
  readonly leads: readonly string[];
  readonly ageMs: number;
  readonly self: boolean;
}

export interface OrganizationLine {
  readonly organization: string;
  readonly loginHost: string;
  readonly apiHost: string;
  readonly status: string;
  readonly expiresInSeconds: number | null;
  readonly renewInSeconds: number | null;
  readonly lastError: { readonly code: string; readonly hint: string } | null;
  readonly budget: {
    readonly warmQueries: number;
    readonly requestsAllowedPerMinute: number;
    readonly requestsSpendablePerMinute: number;
    readonly requestsInWindow: number;
    readonly windowEndsInSeconds: number;
    readonly refreshIntervalMs: number;
    readonly promiseKept: boolean;
    readonly advice: string | null;
    readonly gate: {
      readonly state: 'open' | 'partly' | 'closed' | 'trying';
      readonly opensInSeconds: number | null;
      readonly reason: string | null;
    };
  };
  readonly activity: ActivityLine;
  readonly push: PushLine;
  readonly upstream: {
    readonly requests: number;
    readonly failed: number;
    readonly p50Ms: number | null;
    readonly p95Ms: number | null;
  };
  readonly traffic: TrafficHistory;
}

/** How looks at many queues stand. */
export interface ActivityLine {
  readonly status: 'off' | 'resting' | 'looking' | 'forbidden' | 'unavailable' | 'distrusted';
  readonly intervalMs: number;
  readonly requestsPerMinute: number;
  readonly queues: { readonly trusted: number; readonly distrusted: number; readonly truncated: number };
  readonly lastLookAgoMs: number | null;
  readonly advice: string;
  readonly missingPermission: string | null;
}

/** How it stands with what Genesys announces. */
export type PushLine = { readonly status: 'off' } | PushState;

export interface PushState {
  readonly status: 'starting' | 'live' | 'following' | 'polling';
  /** `seeking`: no replica is known to listen. */
  readonly role: string;
  readonly reason: string | null;
  readonly hint: string | null;
  readonly queuesWanted: number;
  readonly queuesCovered: number;
  readonly lastHeardAt: string | null;
  /** Milliseconds from an announcement to a count that shows it. */
  readonly caughtUp: { readonly p50Ms: number | null; readonly p95Ms: number | null };
  readonly refused: ReadonlyArray<{
    readonly queueId: string;
    readonly queueName: string | null;
    readonly permission: string | null;
  }>;
  readonly distrusted: ReadonlyArray<{
    readonly queueId: string;
    readonly queueName: string | null;
    readonly leftSeconds: number;
  }>;
}

/** What became of the answers to something. */
export interface Counted {
  readonly requests: number;
  readonly judged: number;
  readonly accepted: number;
  readonly stale: number;
  readonly last: {
    readonly at: string;
    readonly caller: string;
    readonly total: number | null;
    readonly accept: boolean | null;
    readonly result: string;
  } | null;
}

export interface QueryLine extends Counted {
  readonly id: string;
  readonly organization: string;
  readonly queueId: string;
  readonly queueName: string | null;
  /** As in a URL. */
  readonly filters: string;
  readonly words: string;
  /** What of each member is asked for beside the count. */
  readonly expand: readonly string[];
  readonly asks: 'count' | 'members';
  /** From how many agents on the last question was a yes. */
  readonly needs: number | null;
  /** What each caller of the last half hour wants, the last one first. */
  readonly needsByCaller: ReadonlyArray<{ readonly caller: string; readonly needs: number }>;
  readonly agentsAvailable: number | null;
  readonly ageMs: number | null;
  readonly state: string;
  readonly failure: Failure | null;
  /** When Genesys refused it, where that is what it said last. */
  readonly refusedAt: string | null;
  /** When it counts 0: what may be the reason, and a line for a shell that finds out more. */
  readonly nobody: { readonly hint: string; readonly command: string } | null;
  /** Null unless the settings let agents be named. */
  readonly agents: readonly AgentLine[] | null;
  readonly countedAt: string | null;
  readonly history: ReadonlyArray<number | null>;
}

/** What is wrong, what happened, and what to do. */
export interface Failure {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
}

export interface AgentLine {
  readonly name: string;
  readonly presence: string | null;
  readonly routingStatus: string | null;
}

export interface WebhookLine extends Counted {
  readonly name: string;
  readonly organization: string;
  readonly queues: ReadonlyArray<{ readonly id: string; readonly name: string | null }>;
  /** As in a URL. */
  readonly filters: string;
  readonly words: string;
  readonly condition: string;
  /** Whether one of the queues has to have so many agents alone. */
  readonly anyOf: boolean;
  readonly failurePolicy: string;
  readonly needs: number | null;
  readonly agentsAvailable: number | null;
}

export interface KeyLine {
  /** Its first eight characters. */
  readonly digest: string;
  readonly requests: number;
  readonly lastUsedAt: string | null;
}

export interface CallerLine {
  readonly name: string;
  readonly organization: string;
  readonly requests: number;
  readonly refused: number;
  readonly keys: readonly KeyLine[];
  readonly heldBytes: number;
  readonly heldShareBytes: number;
  readonly share: {
    readonly spentInLastMinute: number;
    readonly sharePerMinute: number;
    readonly newQueriesInLastMinute: number;
  } | null;
  readonly lastSeenAt: string | null;
  readonly lastRefusal: {
    readonly at: string;
    readonly code: string;
    readonly detail: string;
    readonly hint: string;
  } | null;
}

export interface ProblemLine {
  readonly where: string;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  readonly since: string;
  readonly at: string;
  readonly count: number;
  readonly ongoing: boolean;
}
