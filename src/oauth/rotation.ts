// How a change of client id or secret stands: untried, tried, proven by a login.
import { ServiceError } from '../domain/errors.js';
import { isRefusal } from '../domain/retry.rules.js';

/** Moments are wall-clock milliseconds. */
export interface RotationHealth {
  /** When id or secret changed last; absent if they never did. */
  readonly credentialsChangedAt?: number;
  /** When the first login with the id and secret of now succeeded; absent until then. */
  readonly credentialsProvenAt?: number;
}

/** Follows one pair of id and secret through its changes. */
export class Rotation {
  #untried = false;
  #health: RotationHealth = {};

  /** Whether the credentials changed since the last login began. */
  get untried(): boolean {
    return this.#untried;
  }

  get health(): RotationHealth {
    return this.#health;
  }

  /** A new id or secret is there. */
  change(wall: number): void {
    this.#untried = true;
    this.#health = { credentialsChangedAt: wall };
  }

  /** A login begins with the id and secret of now. */
  begin(): void {
    this.#untried = false;
  }

  /** The login succeeded. @returns whether that proves credentials that were changed */
  succeed(wall: number): boolean {
    // What began before the last change was a login with the old ones.
    if (this.#untried || this.#health.credentialsProvenAt !== undefined) return false;
    this.#health = { ...this.#health, credentialsProvenAt: wall };
    return this.#health.credentialsChangedAt !== undefined;
  }

  /** The login's error, with what it means for changed credentials. @param held whether the old token can be used */
  fail(error: ServiceError, held: boolean): ServiceError {
    const { credentialsChangedAt, credentialsProvenAt } = this.#health;
    const proven = credentialsChangedAt === undefined || credentialsProvenAt !== undefined;
    if (proven || this.#untried || !isRefusal(error.code)) return error;
    const until = held
      ? 'The token that the old ones got is used until it expires (expiresInSeconds): correct id or secret before that.'
      : 'There is no usable token left: correct id or secret.';
    return new ServiceError(error.code, {
      detail: error.message,
      ...error.facts,
      hint: `The login refuses the new client id and secret. ${until} A changed file is tried at once.`,
    });
  }
}
