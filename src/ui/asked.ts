// The queries that somebody asks for at present, and why some of them count nobody.
import type { QueryLine, Status } from './status.js';

/** What nobody asks for any more may be as it will. */
const ASKED_WITHIN_MS = 300_000;

const FEW = 4;

/** Whether somebody asked for a query within that time of the report. */
export function isAsked({ now }: Status): (query: QueryLine) => boolean {
  return ({ last }) => last !== null && Date.parse(now) - Date.parse(last.at) <= ASKED_WITHIN_MS;
}

export const nameOf = ({ queueName, queueId }: QueryLine) => queueName ?? queueId;

/** The queries that are asked and count nobody. */
const ofNobody = (status: Status) =>
  status.queries.filter(isAsked(status)).filter(({ agentsAvailable }) => agentsAvailable === 0);

/** The names of the queues that count nobody, a few of them. */
export function namesOfNobody(status: Status): string {
  const names = [...new Set(ofNobody(status).map(nameOf))].sort();
  const more = names.length - FEW;
  return names.slice(0, FEW).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** That nobody matches is no fault, but it is what most people come here to learn. */
export function nobody(status: Status): string[] {
  const none = ofNobody(status);
  // Two views of one question have one reason.
  const sentences = none.map((query) =>
    `Queue ${nameOf(query)} counts nobody right now (${query.words}). ${reasonInWords(query)}`.trim(),
  );
  return [...new Set(sentences)].slice(0, 3);
}

/** Cause and remedy; the other counts of the queue stand at its row. */
function reasonInWords({ nobody: why }: QueryLine): string {
  return why === null ? '' : why.hint.replace(/ ?Of the same queue at this moment: .*$/, '');
}
