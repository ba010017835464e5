// A command that was called in a way that can't work: told without a stack, exit code 2.

/** The message is for the terminal, and says what would work. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** There is no organization `name` in the settings, or it can't be used. */
export function unknownOrganization(
  name: string,
  there: ReadonlyArray<{ readonly name: string }>,
): UsageError {
  return new UsageError(
    `There is no usable organization "${name}" in the settings; there is ${namesOf(there)}.`,
  );
}

/** Names in one line. */
export const namesOf = (all: ReadonlyArray<{ readonly name: string }>): string =>
  all.map(({ name }) => name).join(', ');

/** What commands end with. */
export const EXIT = { ok: 0, no: 1, fault: 2 } as const;
