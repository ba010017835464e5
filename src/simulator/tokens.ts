// Clients and the tokens they were given: issuing, expiry, revocation.
import type { Clock } from '../runtime/clock.js';
import { random, type Random } from './random.js';
import type { ClientSpec } from './options.js';

/** A client whose secret may change. */
export interface Client {
  readonly id: string;
  secret: string;
  readonly permissions: readonly string[];
}

/** A token that was issued once; `index` counts from 1. */
export interface IssuedToken {
  readonly value: string;
  readonly index: number;
  readonly client: Client;
  /** Monotonic milliseconds. */
  readonly expiresAt: number;
  revoked: boolean;
}

const USUAL_PERMISSIONS: readonly string[] = ['routing:queue:view', 'analytics:queueObservation:view'];

/** Knows every client and every token there ever was. */
export class TokenDesk {
  readonly clients: Client[];
  readonly lifetimeSeconds: number;
  /** Secrets, Basic credentials and tokens, old ones too. */
  readonly secrets: string[] = [];
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #random: Random;
  readonly #clock: Clock;

  constructor(seed: number, clock: Clock, clients: readonly ClientSpec[], lifetimeSeconds: number) {
    this.#random = random(seed, 'tokens');
    this.#clock = clock;
    this.lifetimeSeconds = lifetimeSeconds;
    this.clients = clients.map(({ id, secret, permissions = USUAL_PERMISSIONS }) => ({
      id,
      secret,
      permissions,
    }));
    for (const client of this.clients) this.#remember(client);
  }

  /** How many tokens there ever were. */
  get issued(): number {
    return this.#tokens.size;
  }

  /** The client of that id and secret. */
  authenticate(id: string, secret: string): Client | undefined {
    return this.clients.find((client) => client.id === id && client.secret === secret);
  }

  issue(client: Client): IssuedToken {
    const token: IssuedToken = {
      value: this.#random.text(86),
      index: this.#tokens.size + 1,
      client,
      expiresAt: this.#clock.now() + this.lifetimeSeconds * 1000,
      revoked: false,
    };
    this.#tokens.set(token.value, token);
    this.secrets.push(token.value);
    return token;
  }

  /** The token of that value, whether still good or not. */
  find(value: string): IssuedToken | undefined {
    return this.#tokens.get(value);
  }

  /** Neither revoked nor expired; a token is dead at its very moment of expiry. */
  good(token: IssuedToken): boolean {
    return !token.revoked && this.#clock.now() < token.expiresAt;
  }

  revokeAll(): void {
    for (const token of this.#tokens.values()) token.revoked = true;
  }

  /** @throws Error when there is no such client. */
  client(id: string): Client {
    const client = this.clients.find((one) => one.id === id);
    if (!client) throw new Error(`There is no client ${id}.`);
    return client;
  }

  setSecret(id: string, secret: string): void {
    const client = this.client(id);
    client.secret = secret;
    this.#remember(client);
  }

  /** Gives the client of that id this secret, and makes it where there is none. @returns whether it was made */
  put(id: string, secret: string): boolean {
    const isNew = !this.clients.some((one) => one.id === id);
    if (isNew) this.clients.push({ id, secret, permissions: USUAL_PERMISSIONS });
    this.setSecret(id, secret);
    return isNew;
  }

  #remember({ id, secret }: Client): void {
    this.secrets.push(secret, Buffer.from(`${id}:${secret}`).toString('base64'));
  }
}
