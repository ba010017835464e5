// What several lists of the status report say alike: how answers went, when, and what a queue is called.
import { z } from 'zod';
import { count, lazily, moment, text, yesOrNo, type Written } from '../../domain/fields.js';
import type { AnswerRecord, Answered } from '../../telemetry/journal/answer-record.js';
import type { HttpDependencies } from '../dependencies.js';

/** What became of the answers to something. */
export const countedSchema = lazily(() =>
  z.strictObject({
    requests: count('Answers.'),
    judged: count('Answers that were yes or no.'),
    accepted: count('Of those, the yes.'),
    stale: count('Answers that were stale.'),
    last: z
      .strictObject({
        at: moment('When.'),
        caller: text('To whom.'),
        total: count('How many agents it said.').nullable(),
        accept: yesOrNo('Yes or no; null where that was not asked.').nullable(),
        result: text('How the count was obtained, or the error.'),
      })
      .describe('The last answer.')
      .nullable(),
  }),
);

/** The fields of `countedSchema`. */
export function counted(
  { clock }: Pick<HttpDependencies, 'clock'>,
  record: AnswerRecord,
): Written<typeof countedSchema> {
  const { requests, stale, judged, accepted, last } = record;
  return { requests, stale, judged, accepted, last: last ? lastLine(clock, last) : null };
}

function lastLine(clock: HttpDependencies['clock'], { at, caller, total, accept, result }: Answered) {
  return {
    at: isoTime(clock, at),
    caller: caller ?? '',
    total: total ?? null,
    accept: accept ?? null,
    result,
  };
}

/** A text of callers, at a length that people read: the report goes out every two seconds. */
export function short(text: string, most = 500): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** @param at monotonic milliseconds */
export function isoTime(clock: HttpDependencies['clock'], at: number): string {
  return new Date(clock.wall() - (clock.now() - at)).toISOString();
}

/** The queue's name in Genesys Cloud, once it is known. */
export function nameOf(
  parts: Pick<HttpDependencies, 'organizations'>,
  organization: string,
  queueId: string,
): string | null {
  return parts.organizations.get(organization)?.names.nameOf(queueId) ?? null;
}
