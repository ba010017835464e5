// A source of snapshots whose loads end when and how a test says.
import type {
  LoadOptions,
  MemberQuery,
  Origin,
  Served,
  Snapshot,
  SnapshotSource,
} from '../../src/domain/model.js';
import type { ServiceError } from '../../src/domain/errors.js';
import type { Clock } from '../../src/runtime/clock.js';

/** A snapshot of `count` members that was taken at `takenAt`. */
export function snapshotOf(count: number, takenAt = 0): Snapshot {
  const members = Array.from({ length: count }, (_, index) => ({
    id: `m-${index}`,
    userId: `u-${index}`,
    json: `{"id":"m-${index}"}`,
  }));
  return { members, takenAt, asOf: takenAt, pages: 1, correlationIds: [] };
}

/** A load under way. */
export interface HeldLoad {
  readonly query: MemberQuery;
  /** Who began it. */
  readonly origin: Origin | undefined;
  /** Ends with a snapshot of `count` members, taken when the load began. */
  succeed(count: number): void;
  fail(error: Error): void;
  /** Tells of a fault that is tried again. */
  trouble(error: ServiceError): void;
}

/** A SnapshotSource that remembers what it was asked; every load waits in `loads`. */
export class ScriptedSnapshots implements SnapshotSource {
  readonly loads: HeldLoad[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.loads.length;
  }

  get(query: MemberQuery, { onRetriedError, origin }: LoadOptions = {}): Promise<Served> {
    const takenAt = this.#clock.now();
    return new Promise((resolve, reject) => {
      this.loads.push({
        query,
        origin,
        succeed: (count) =>
          resolve({
            snapshot: snapshotOf(count, takenAt),
            ageMs: this.#clock.now() - takenAt,
            ttlMs: 0,
            via: 'miss',
          }),
        fail: reject,
        trouble: (error) => onRetriedError?.(error),
      });
    });
  }
}
