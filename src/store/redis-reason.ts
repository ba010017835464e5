// What went wrong with Redis, in words for the log and for health.

/** An error that Redis itself answered with; its text begins with a word in capitals. */
export function isReply(fault: unknown): boolean {
  return fault instanceof Error && /^[A-Z]{2,}\b/.test(fault.message) && !('code' in fault);
}

/** Why something failed, in words of ours or of Redis. */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return 'unknown';
  const inner = fault instanceof AggregateError ? (fault.errors[0] as unknown) : undefined;
  const reason = inner instanceof Error ? inner.message : fault.message || fault.name;
  // The same refusal is the same whatever script it came from.
  return reason.replace(/\s*script: [0-9a-f]{40}.*$/, '');
}
