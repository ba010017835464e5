// The faults that a simulator can be asked for, and which requests they meet.

/**
 * Which of the simulator's doors a request came to. Notifications have three: `channels` (create, list,
 * look up), `subscriptions` (of one channel) and `socket` (the WebSocket handshake). Analytics has two: `activity` and
 * `observations`.
 */
export type Route = (typeof ROUTES)[number];

export const ROUTES = [
  'login',
  'members',
  'queue',
  'queues',
  'channels',
  'subscriptions',
  'socket',
  'activity',
  'observations',
  'other',
] as const;

/** What a fault does to a request. A name alone stands for `{ kind: name }`. */
export type FaultAction =
  /** Waits on the clock, then answers normally; adds up with the next matching rule. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Resets the connection (RST). */
  | { readonly kind: 'reset' }
  /** The right headers with Content-Length, half of the body, then the connection ends. */
  | { readonly kind: 'truncate' }
  /** The right headers, half of the body, then nothing more; with `everyMs` a byte each time. */
  | { readonly kind: 'slow-body'; readonly everyMs?: number }
  /** An HTML page with status 200, as a captive portal or an edge would give. */
  | { readonly kind: 'html'; readonly status?: number }
  /** Status 200 without a body. */
  | { readonly kind: 'empty' }
  /** Genesys's error; its own code and message unless given. A 429 says 3 s unless told otherwise. */
  | StatusAction
  /** Any JSON at all. */
  | { readonly kind: 'json'; readonly body: unknown; readonly status?: number }
  /** A JSON body of that many bytes, without Content-Length. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** `nextUri` on every page, even past the end; or on none. */
  | { readonly kind: 'lie-next'; readonly mode: 'always' | 'never' }
  /** Rotates the order by `by` (default 1) more on each hit: some are seen twice, others never. */
  | { readonly kind: 'move'; readonly by?: number }
  /** The page begins with the last entity of the page before (the first page: with its own first). */
  | { readonly kind: 'duplicate' }
  /** The page claims this `total`, which the real one never says. */
  | { readonly kind: 'lie-total'; readonly total: number };

/** An error answer; `retryAfter` null leaves the header out. */
export interface StatusAction {
  readonly kind: 'status';
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: number | string | null;
  /** Sent instead of the Genesys error body. */
  readonly body?: unknown;
}

/** The kinds that need nothing but their name. */
type PlainFault = 'hang' | 'reset' | 'truncate' | 'slow-body' | 'html' | 'empty' | 'move' | 'duplicate';

/** Which requests a fault meets, how often, and what it does. The first rule that matches acts. */
export interface FaultRule {
  /** Default `any`. */
  readonly on?: Route | 'any';
  readonly method?: string;
  readonly queueId?: string;
  readonly pageNumber?: number;
  /** Only requests that ask for at least this page size: a 413 that smaller pages avoid. */
  readonly minPageSize?: number;
  /** This many requests pass before the first is hit. Default 0. */
  readonly skip?: number;
  /** This many are hit. Default: all. */
  readonly times?: number;
  /** The probability of a hit, 0 to 1, drawn from the seed. Default 1. */
  readonly chance?: number;
  readonly do: FaultAction | PlainFault;
}
