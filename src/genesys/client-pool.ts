// Several OAuth clients of equal rights as one: their budgets add up, and one that fails harms nobody.
import { asServiceError, ServiceError } from '../domain/errors.js';
import type { Purpose, Window } from './budget.rules.js';
import type { Budget } from './budget.js';
import type { GateReading } from './gate-report.rules.js';
import type { LoadLimit, SendingClient } from './client.js';

/** One OAuth client. */
export interface PooledClient {
  readonly client: Pick<SendingClient, 'get' | 'request'>;
  readonly budget: Budget;
  /** Whether it holds a usable token. */
  readonly usable: () => boolean;
}

/**
 * A client that asks with the OAuth client who has most of its budget left, and with the next where one can't log in, is
 * rejected or is over its limit. With one OAuth client it is that one's client. What a request makes belongs to whoever
 * made it: it is for questions alone.
 */
export function pooledClient(clients: readonly PooledClient[]): Pick<SendingClient, 'get' | 'request'> {
  const [only] = clients;
  if (only && clients.length === 1) return only.client;
  return {
    get: (path, limit) => inTurn(clients, limit, (client) => client.get(path, limit)),
    request: (request, limit) => inTurn(clients, limit, (client) => client.request(request, limit)),
  };
}

async function inTurn<T>(
  clients: readonly PooledClient[],
  { signal }: LoadLimit,
  ask: (client: PooledClient['client']) => Promise<T>,
): Promise<T> {
  let trouble: unknown;
  for (const { client } of inOrder(clients)) {
    try {
      return await ask(client);
    } catch (fault) {
      const error = asServiceError(fault);
      if (!anotherMayDo(error.code) || signal.aborted) throw fault;
      // The word of one who could speak counts more than that of one who could not.
      if (trouble === undefined || !error.code.startsWith('login_')) trouble = fault;
    }
  }
  throw soonest(trouble, clients);
}

function inOrder(clients: readonly PooledClient[]): PooledClient[] {
  return clients.toSorted(
    (a, b) =>
      Number(b.usable()) - Number(a.usable()) ||
      // Who may try whether its 429 is over comes first: should it not be, another is asked at once.
      Number(b.budget.gate().probeDue) - Number(a.budget.gate().probeDue) ||
      b.budget.left() - a.budget.left(),
  );
}

/** Where all are over their limit: when the first of them may be asked again. */
function soonest(trouble: unknown, clients: readonly PooledClient[]): unknown {
  const error = asServiceError(trouble);
  if (error.code !== 'genesys_rate_limited') return trouble;
  const able = clients.filter(({ usable }) => usable());
  const seconds = Math.ceil(Math.min(...able.map(({ budget }) => budget.freeIn())) / 1000);
  return able.length > 0 && seconds > 0
    ? new ServiceError(error.code, { ...error.facts, retryAfterSeconds: seconds })
    : trouble;
}

/** Faults of one OAuth client, and not of Genesys or of the question. */
function anotherMayDo(code: string): boolean {
  return (
    code.startsWith('login_') || code === 'genesys_credentials_rejected' || code === 'genesys_rate_limited'
  );
}

/** The budgets of several OAuth clients as one; who can't log in has nothing to spend. */
export class PooledBudget {
  readonly #clients: ReadonlyArray<Omit<PooledClient, 'client'>>;

  constructor(clients: ReadonlyArray<Omit<PooledClient, 'client'>>) {
    this.#clients = clients;
  }

  /**
   * Whether a fetch of `pages` requests may begin on any of them.
   * @param fetchesWanted requests that fetches want in a window of them all
   */
  admit(purpose: Purpose, pages: number, fetchesWanted = Infinity): boolean {
    const budgets = this.#budgets();
    return budgets
      .toSorted((a, b) => Number(b.gate().probeDue) - Number(a.gate().probeDue) || b.left() - a.left())
      .some((budget) => budget.admit(purpose, pages, fetchesWanted / budgets.length));
  }

  /** So many requests of a window of them all are for looks alone from now on. */
  keepForLooks(requests: number): void {
    const budgets = this.#budgets();
    for (const budget of budgets) budget.keepForLooks(requests / budgets.length);
  }

  /** Milliseconds until a refresh may be asked for again. */
  refreshIn(purpose: 'refresh' | 'invalidation' | 'look' = 'refresh'): number {
    return Math.min(...this.#budgets().map((budget) => budget.refreshIn(purpose)));
  }

  /** Milliseconds until something may be spent again. */
  freeIn(): number {
    return Math.min(...this.#budgets().map((budget) => budget.freeIn()));
  }

  /** Why nothing may be asked now: as that one says who may ask first. Undefined when something may. */
  refusal(): ServiceError | undefined {
    const [first] = this.#budgets().toSorted((a, b) => a.freeIn() - b.freeIn());
    return first?.refusal();
  }

  /** The gates of those who can log in. */
  gates(): GateReading[] {
    return this.#budgets().map((budget) => budget.gate());
  }

  /** What all may spend and have spent together; the window ends where the first of them does. */
  window(): Window {
    const windows = this.#budgets().map((budget) => budget.window());
    const sum = (of: (window: Window) => number) => windows.reduce((total, window) => total + of(window), 0);
    return {
      allowed: sum(({ allowed }) => allowed),
      count: sum(({ count }) => count),
      leftMs: Math.min(...windows.map(({ leftMs }) => leftMs)),
      lengthMs: windows[0]?.lengthMs ?? 0,
      keptForLooks: sum(({ keptForLooks = 0 }) => keptForLooks),
    };
  }

  /** Of those who can speak; of all while nobody can, so that the next login finds things as they were. */
  #budgets(): Budget[] {
    const able = this.#clients.filter(({ usable }) => usable());
    return (able.length > 0 ? able : this.#clients).map(({ budget }) => budget);
  }
}
