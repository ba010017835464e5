// How the gates of an organization's OAuth clients stand, for `/status`: what is closed, why, until when, what helps.
import { z } from 'zod';
import { count, lazily, text, type Written } from '../domain/fields.js';
import { gateInWords, type GateState } from './gate.rules.js';

/** A gate when somebody looks. */
export interface GateReading extends GateState {
  /** Milliseconds until a request may go out, 0 when one may now. */
  readonly waitMs: number;
  /** Whether the next request is the one that tries. */
  readonly probeDue: boolean;
  /** `trying`: its pause is over, and one request finds out. */
  readonly stands: 'open' | 'closed' | 'trying';
}

/** What a 429 has closed. */
export const gateSchema = lazily(() =>
  z
    .strictObject({
      state: z
        .enum(['open', 'partly', 'closed', 'trying'])
        .describe(
          'partly: some OAuth clients may still ask; closed: nothing is asked; trying: one request finds out.',
        ),
      clientsClosed: count('OAuth clients that were answered 429.'),
      opensInSeconds: count('Until one request tries.').nullable(),
      limitOf: text(
        'Whose limit it is, as far as Genesys tells: client, organization or unknown.',
      ).nullable(),
      reason: text('Why it is closed, and whether another OAuth client would help.').nullable(),
    })
    .describe('What a 429 of Genesys Cloud has closed.'),
);

export type GateReport = Written<typeof gateSchema>;

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
