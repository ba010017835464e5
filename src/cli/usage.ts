// A command that was called in a way that can't work: told without a stack, exit code 2.

/** The message is for the terminal, and says what would work. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What commands end with. */
export const EXIT = { ok: 0, no: 1, fault: 2 } as const;
