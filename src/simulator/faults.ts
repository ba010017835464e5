// The book of faults: which rule meets which request, and how often it has.
import { effectivePageSize, type Asked } from './asked.js';
import { random, type Random } from './random.js';
import type { FaultAction, FaultRule } from './fault-rule.js';

/** What the rules do to one request. */
export interface Hit {
  /** Milliseconds to wait before anything else. */
  readonly latencyMs: number;
  readonly action: FaultAction | null;
  /** How many times the acting rule has acted, this time included. */
  readonly hits: number;
}

interface Entry {
  readonly rule: FaultRule;
  readonly action: FaultAction;
  matched: number;
  hits: number;
}

function meets(rule: FaultRule, asked: Asked): boolean {
  const wanted = [
    [rule.on === 'any' ? undefined : rule.on, asked.route],
    [rule.method?.toUpperCase(), asked.method],
    [rule.queueId?.toLowerCase(), asked.queueId?.toLowerCase()],
    [rule.pageNumber, asked.pageNumber],
  ];
  if (rule.minPageSize !== undefined && effectivePageSize(asked) < rule.minPageSize) return false;
  return wanted.every(([wish, value]) => wish === undefined || wish === value);
}

/** Rules in the order in which they were added; the first that acts wins, latencies add up. */
export class FaultBook {
  #entries: Entry[] = [];
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = random(seed, 'faults');
  }

  /** Adds a rule; the returned function removes it. */
  add(rule: FaultRule): () => void {
    const action: FaultAction = typeof rule.do === 'string' ? { kind: rule.do } : rule.do;
    const entry = { rule, action, matched: 0, hits: 0 };
    this.#entries.push(entry);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  clear(): void {
    this.#entries = [];
  }

  /** The rules in force and how often each has acted. */
  get rules(): ReadonlyArray<{ readonly rule: FaultRule; readonly hits: number }> {
    return this.#entries.map(({ rule, hits }) => ({ rule, hits }));
  }

  /** Spends what a request spends of the rules, and says what happens to it. */
  hit(asked: Asked): Hit {
    let latencyMs = 0;
    let slowed = 0;
    for (const entry of this.#entries) {
      if (!meets(entry.rule, asked) || !this.#acts(entry)) continue;
      if (entry.action.kind !== 'latency') return { latencyMs, action: entry.action, hits: entry.hits };
      latencyMs += entry.action.ms;
      slowed += 1;
    }
    return { latencyMs, action: slowed > 0 ? { kind: 'latency', ms: latencyMs } : null, hits: slowed };
  }

  #acts(entry: Entry): boolean {
    const { skip = 0, times = Infinity, chance = 1 } = entry.rule;
    if (entry.hits >= times) return false;
    entry.matched += 1;
    if (entry.matched <= skip) return false;
    if (chance < 1 && !this.#random.chance(chance)) return false;
    entry.hits += 1;
    return true;
  }
}
