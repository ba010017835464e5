// Finding a query among many: what matches, and how many that are in words.
import type { QueryLine, Status } from './status.js';

/** Fewer are seen at one look. */
const FEW = 9;

/** Whether there are so many that a search helps. */
export const isSearchable = (count: number): boolean => count > FEW;

/** The queries that have every word of `text` in queue name, id, organization or filters, whatever the case. */
export function matching(queries: readonly QueryLine[], text: string): readonly QueryLine[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return queries;
  return queries.filter((query) => {
    const { queueName, queueId, organization, words: inWords, filters } = query;
    const whole = fold([queueName ?? '', queueId, organization, inWords, filters].join(' '));
    return words.every((word) => whole.includes(word));
  });
}

const fold = (text: string) => text.toLowerCase();

/** How many are shown, as it is read out. */
export function found(
  shown: number,
  { queries, queriesInAll }: Pick<Status, 'queries' | 'queriesInAll'>,
  text: string,
): string {
  const listed = queries.length;
  const all = queriesInAll > listed ? `the ${listed} asked last, of ${queriesInAll}` : String(listed);
  if (text.trim() === '') return queriesInAll > listed ? `Listed are ${all}.` : `${all} queries.`;
  if (shown === 0) return `No query matches, of ${all}.`;
  return `${shown} ${shown === 1 ? 'query matches' : 'queries match'}, of ${all}.`;
}
