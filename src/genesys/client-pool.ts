// Several OAuth clients of equal rights as one: their budgets add up, and one that fails harms nobody.
import { asServiceError, ServiceError } from '../domain/errors.js';
import type { Purpose, Window } from './budget.rules.js';
import type { Budget } from './budget.js';
import type { GateReading } from './gate-report.rules.js';
import type { LoadLimit, SendingClient } from './client.js';

/** One OAuth client. */
export interface Spokesman {
  readonly client: Pick<SendingClient, 'get' | 'request'>;
  readonly budget: Budget;
  /** Whether it holds a usable token. */
  readonly usable: () => boolean;
}

/**
 * A client that asks with the spokesman who has most of its budget left, and with the next where one can't log in, is
 * rejected or is over its limit. With one spokesman it is that one's client. What a request makes belongs to whoever
 * made it: it is for questions alone.
 */
export function spread(spokesmen: readonly Spokesman[]): Pick<SendingClient, 'get' | 'request'> {
  const [only] = spokesmen;
  if (only && spokesmen.length === 1) return only.client;
  return {
    get: (path, limit) => inTurn(spokesmen, limit, (client) => client.get(path, limit)),
    request: (request, limit) => inTurn(spokesmen, limit, (client) => client.request(request, limit)),
  };
}

async function inTurn<T>(
  spokesmen: readonly Spokesman[],
  { signal }: LoadLimit,
  ask: (client: Spokesman['client']) => Promise<T>,
): Promise<T> {
  let trouble: unknown;
  for (const { client } of inOrder(spokesmen)) {
    try {
      return await ask(client);
    } catch (fault) {
      const error = asServiceError(fault);
      if (!anotherMayDo(error.code) || signal.aborted) throw fault;
      // The word of one who could speak counts more than that of one who could not.
      if (trouble === undefined || !error.code.startsWith('login_')) trouble = fault;
    }
  }
  throw soonest(trouble, spokesmen);
}

function inOrder(spokesmen: readonly Spokesman[]): Spokesman[] {
  return spokesmen.toSorted(
    (a, b) =>
      Number(b.usable()) - Number(a.usable()) ||
      // Who may try whether its 429 is over comes first: should it not be, another is asked at once.
      Number(b.budget.gate().probeDue) - Number(a.budget.gate().probeDue) ||
      b.budget.left() - a.budget.left(),
  );
}

/** Where all are over their limit: when the first of them may be asked again. */
function soonest(trouble: unknown, spokesmen: readonly Spokesman[]): unknown {
  const error = asServiceError(trouble);
  if (error.code !== 'genesys_rate_limited') return trouble;
  const able = spokesmen.filter(({ usable }) => usable());
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
export class JointBudget {
  readonly #spokesmen: ReadonlyArray<Omit<Spokesman, 'client'>>;

  constructor(spokesmen: ReadonlyArray<Omit<Spokesman, 'client'>>) {
    this.#spokesmen = spokesmen;
  }

  /**
   * Whether a walk of `pages` requests may begin on any of them.
   * @param walksWanted requests that walks want in a window of them all
   */
  admit(purpose: Purpose, pages: number, walksWanted = Infinity): boolean {
    const budgets = this.#budgets();
    return budgets
      .toSorted((a, b) => Number(b.gate().probeDue) - Number(a.gate().probeDue) || b.left() - a.left())
      .some((budget) => budget.admit(purpose, pages, walksWanted / budgets.length));
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
    };
  }

  /** Of those who can speak; of all while nobody can, so that the next login finds things as they were. */
  #budgets(): Budget[] {
    const able = this.#spokesmen.filter(({ usable }) => usable());
    return (able.length > 0 ? able : this.#spokesmen).map(({ budget }) => budget);
  }
}
