// Numbers, moments and failures as people read them.
import type { Failure, QueryLine } from './status.js';

/** A duration in words: `now`, `12 s`, `3 min`, `2 h`, `4 d`. @param ms milliseconds */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** @param at ISO text; @param now ISO text of the same clock */
export function ago(at: string | null, now: string): string {
  return at === null ? 'never' : `${duration(Date.parse(now) - Date.parse(at))} ago`;
}

/** The time of day where the reader is: `08:05:09`. @param ms milliseconds since the epoch */
export function timeOfDay(ms: number): string {
  const at = new Date(ms);
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** `7 of 9 (78 %)`; a dash for nothing of nothing. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;
}

/** How many agents callers want to be there: who wants what, where they differ. */
export function needsInWords({ needs, needsByCaller }: Pick<QueryLine, 'needs' | 'needsByCaller'>): string {
  const values = [...new Set(needsByCaller.map((one) => one.needs))].sort((a, b) => a - b);
  if (values.length < 2) return needs === null ? '' : `needs ${needs}`;
  const callersOf = (value: number) =>
    needsByCaller.flatMap((one) => (one.needs === value ? one.caller : []));
  return `needs ${values.map((value) => `${value} (${callersOf(value).join(', ')})`).join(', ')}`;
}

/** Why there is no line to draw of a history, or undefined when there is one. */
export function tooShort(history: ReadonlyArray<number | null>): string | undefined {
  const known = history.filter((count) => count !== null).length;
  if (known >= 2) return undefined;
  if (history.length >= 6) return known === 0 ? 'nothing counted' : 'counted once only';
  return 'the plot appears in a few seconds';
}

/** The last half hour of a count in words. @param now the count of this moment, which is newer than any of them */
export function historyInWords(history: ReadonlyArray<number | null>, now: number | null): string {
  const known = [...history, now].filter((count) => count !== null);
  if (known.length === 0) return 'last 30 minutes: nothing known yet';
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const range = least === most ? `always ${least}` : `${least} to ${most}`;
  return `last 30 minutes: ${range}, now ${now ?? 'not known'}`;
}

/** What is asked for beside the count: two questions may differ by that alone. */
export function viewInWords({ asks, expand }: Pick<QueryLine, 'asks' | 'expand'>): string {
  if (asks === 'count') return '';
  return expand.length === 0 ? 'with the members' : `with the members and ${expand.join(', ')} of each`;
}

/** A hint for those who run the service: a `Retry-After` is seen by callers alone. */
export function hintFor({ code, hint }: Pick<Failure, 'code' | 'hint'>): string {
  if (code !== 'genesys_rate_limited') return hint;
  return 'The service continues by itself when the minute is over. Fewer queues or filters, a longer availability.freshFor or a higher limit solve it for good.';
}

/** With a full stop, if there is none. */
export const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What is wrong, what happened and what to do, as sentences. */
export function failureInWords(failure: Failure): string {
  const { title, detail } = failure;
  const said = detail === title ? title : `${title}: ${detail}`;
  return `${sentence(said)} ${hintFor(failure)}`;
}
