// Who may ask what, as of now: one value, replaced as a whole when settings are read again.
import { anonymousCaller, type Caller } from '../../domain/caller.rules.js';
import type { FailurePolicy } from '../../domain/acceptance.rules.js';
import type { Settings, WebhookSettings } from '../../settings/types.js';
import { looksIntoEntities } from '../webhooks/webhook-answer.js';

/** What holds for a request from its beginning to its end. */
export interface Access {
  readonly callers: readonly Caller[];
  /** Whom every request is taken to be from when `auth` is `none`. */
  readonly anonymous?: Caller;
  /** By name. */
  readonly webhooks: ReadonlyMap<string, WebhookSettings>;
  /** Of the routes whose question is in the request. */
  readonly failurePolicy: FailurePolicy;
  /** Lower-case hex SHA-256 of the admin key. */
  readonly adminKeyDigest?: string;
  /** Whether those who hold it see agents by name. */
  readonly showAgents: boolean;
}

/** The access that `settings` give. Its callers are objects of their own, so they tell one access from another. */
export function accessOf(settings: Settings): Access {
  const { auth, callers, webhooks, organizations, availability, admin, ui } = settings;
  return {
    callers: callers.map((caller) => ({ ...caller })),
    ...(auth === 'none' && { anonymous: anonymousCaller(organizations.map(({ name }) => name)) }),
    webhooks: new Map(webhooks.map((webhook) => [webhook.name, webhook])),
    failurePolicy: availability.failurePolicy,
    showAgents: ui.showAgents,
    ...(admin.keyDigest !== undefined && { adminKeyDigest: admin.keyDigest }),
  };
}

/** The names of all who may ask. */
export function callersOf({ callers, anonymous }: Access): string[] {
  return (anonymous ? [anonymous] : callers).map(({ name }) => name);
}

/** Whether anybody in `organization` gets to see agents' data, or has a webhook that looks into it. */
export function needsEntities({ callers, anonymous, webhooks }: Access, organization: string): boolean {
  const all = anonymous ? [anonymous, ...callers] : callers;
  return (
    all.some((caller) => caller.organization === organization && caller.fields === 'all') ||
    [...webhooks.values()].some((one) => one.organization === organization && looksIntoEntities(one))
  );
}

/** Holds the access of now. */
export class CurrentAccess {
  #access: Access;
  readonly #listeners: Array<() => void> = [];

  constructor(access: Access) {
    this.#access = access;
  }

  get(): Access {
    return this.#access;
  }

  /** Requests that begin from now on meet `access`; whoever remembers the old one is told. */
  replace(access: Access): void {
    this.#access = access;
    this.#listeners.forEach((listener) => listener());
  }

  /** Calls `listener`, which must not throw, after each replacement. */
  onReplace(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Whether `caller`, the object itself, belongs to the access of now and not to one that is over. */
  has(caller: Caller): boolean {
    return caller === this.#access.anonymous || this.#access.callers.includes(caller);
  }
}
