// What went wrong, in the status report: its type and its description come from here.
import { z } from 'zod';
import { count, lazily, moment, text, troubleCode, yesOrNo, type Written } from '../../domain/fields.js';
import type { HttpDependencies } from '../dependencies.js';
import { nameOf } from './status-words.js';

/** One problem. */
export const problemSchema = lazily(() =>
  z
    .strictObject({
      at: moment('When it was last seen.'),
      since: moment('When it was first seen.'),
      count: count('How often.'),
      code: troubleCode(),
      title: text('What.'),
      detail: text('What happened this time.'),
      hint: text('What to do.'),
      where: text(
        'Such as "organization default" or "caller callgrid"; "organization default, client 2" where it has several OAuth clients.',
      ),
      ongoing: yesOrNo('Whether it goes on.'),
    })
    .describe('Something that went wrong.'),
);

/** What goes on first, then the newest. */
export function problemLines(dependencies: HttpDependencies): Array<Written<typeof problemSchema>> {
  return dependencies.journal.problems.list().map((problem) => {
    const { code, title, detail, hint, ongoing } = problem;
    return {
      where: placeOf(dependencies, problem.where),
      code,
      title,
      detail,
      hint,
      since: new Date(problem.since).toISOString(),
      at: new Date(problem.at).toISOString(),
      count: problem.count,
      ongoing,
    };
  });
}

/** A queue by its name, where that is known. */
function placeOf(dependencies: HttpDependencies, where: string): string {
  const [, before = '', id] = /^(.*)queue (\S+)$/.exec(where) ?? [];
  if (id === undefined) return where;
  const names = [...dependencies.organizations.keys()].flatMap(
    (name) => nameOf(dependencies, name, id) ?? [],
  );
  return names[0] === undefined ? where : `${before}queue ${names[0]} (${id})`;
}
