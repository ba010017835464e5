// Whether an answer of some age may be given, and for how long yet.

/** What to do with what is held: answer with it, or wait for a load. */
export type Verdict = 'answer' | 'load';

/** @param ageMs age of what is held, undefined when nothing is; a snapshot of exactly `freshFor` is fresh */
export function judge(ageMs: number | undefined, freshFor: number): Verdict {
  return ageMs !== undefined && freshFor > 0 && ageMs <= freshFor ? 'answer' : 'load';
}
