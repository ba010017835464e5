// How the gates of an organization's OAuth clients stand, for `/status`: what is closed, why, until when, what helps.
import { gateInWords, type GateState, type LimitOf } from './gate.rules.js';

/** A gate when somebody looks. */
export interface GateReading extends GateState {
  /** Milliseconds until a request may go out, 0 when one may now. */
  readonly waitMs: number;
  /** Whether the next request is the one that tries. */
  readonly probeDue: boolean;
  /** `trying`: its pause is over, and one request finds out. */
  readonly stands: 'open' | 'closed' | 'trying';
}

export interface GateReport {
  /** `partly`: some OAuth clients may still ask. */
  readonly state: 'open' | 'partly' | 'closed' | 'trying';
  readonly clientsClosed: number;
  readonly opensInSeconds: number | null;
  readonly limitOf: LimitOf | null;
  readonly reason: string | null;
}

/** The gates of all OAuth clients that can log in as one. */
export function gateReport(gates: readonly GateReading[]): GateReport {
  const closed = gates.filter(({ stands }) => stands !== 'open');
  const [worst] = closed.toSorted((a, b) => rank(a) - rank(b));
  if (!worst) return { state: 'open', clientsClosed: 0, opensInSeconds: null, limitOf: null, reason: null };
  const trying = closed.some(({ stands }) => stands === 'trying');
  const waits = closed.map(({ waitMs }) => waitMs);
  return {
    state: closed.length < gates.length ? 'partly' : trying ? 'trying' : 'closed',
    clientsClosed: closed.length,
    opensInSeconds: Math.ceil(Math.min(...waits) / 1000),
    limitOf: worst.limitOf,
    reason: gateInWords(worst),
  };
}

/** What is said of the organization concerns all its clients. */
function rank({ limitOf }: GateReading): number {
  return ['organization', 'client', 'unknown'].indexOf(limitOf);
}
