// What comparing looks with fetches has come to here, for other replicas, and what they have found.
import type { Comparisons } from '../genesys/activity/comparisons.js';
import type { TrustLedger } from '../genesys/activity/trust-ledger.js';
import type { TrustRecord } from '../genesys/activity/trust-record.rules.js';
import type { FoundByComparing, LookDependencies } from '../replicas/look-sharing.js';
import type { Clock } from '../runtime/clock.js';

export class SharedFindings implements Pick<LookDependencies, 'noted' | 'known'> {
  readonly #ledger: TrustLedger;
  readonly #comparisons: Pick<Comparisons, 'lag'>;
  readonly #clock: Clock;

  constructor(ledger: TrustLedger, comparisons: Pick<Comparisons, 'lag'>, clock: Clock) {
    this.#ledger = ledger;
    this.#comparisons = comparisons;
    this.#clock = clock;
  }

  readonly noted = (): FoundByComparing | undefined => {
    const trust = this.#ledger.takeNoted(this.#clock.now());
    return trust && this.#withLag(trust);
  };

  readonly known = (): FoundByComparing & { readonly version: string } => ({
    ...this.#withLag(this.#ledger.record(this.#clock.now())),
    version: `${this.#ledger.version} ${this.#comparisons.lag.seen?.ms}`,
  });

  /** @returns queues that are distrusted from now on */
  readonly learn = ({ trust, lag }: FoundByComparing): string[] => {
    const now = this.#clock.now();
    if (lag) this.#comparisons.lag.learn(lag.ms, now - lag.seenAgoMs);
    return this.#ledger.learn(trust, now);
  };

  #withLag(trust: TrustRecord): FoundByComparing {
    const { seen: lag } = this.#comparisons.lag;
    return lag ? { trust, lag: { ms: lag.ms, seenAgoMs: this.#clock.now() - lag.seenAt } } : { trust };
  }
}
