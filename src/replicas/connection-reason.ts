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
  const refusal = reason.replace(/\s*script: [0-9a-f]{40}.*$/, '');
  return isReply(fault) ? firstSentence(refusal) : refusal;
}

/** What Redis says after that is how to do it by hand (NOAUTH explains HELLO), which the hint has for our settings. */
function firstSentence(text: string): string {
  return text.replace(/, otherwise .*$|(?<=[a-z]{2}\.)\s.*$/s, '');
}

const HINTS: ReadonlyArray<readonly [told: RegExp, hint: string]> = [
  [/NOAUTH/, 'Redis wants a password: set REDIS_PASSWORD or REDIS_PASSWORD_FILE.'],
  [
    /WRONGPASS/,
    'Correct REDIS_USERNAME and REDIS_PASSWORD (or their files); they win over those in the address.',
  ],
  [/NOPERM/, 'Grant the user what docs/deployment.md lists under "Replicas and Redis".'],
  [/^OOM/, 'Redis is full: raise maxmemory, or set maxmemory-policy to allkeys-lru.'],
  [/READONLY/, 'This is a read-only replica: let REDIS_URL name the primary.'],
  [
    /certificate|self.signed|SSL|TLS/i,
    'Name the authorities in REDIS_CA_FILE, and use rediss:// only where Redis speaks TLS.',
  ],
];

/** What to do about a reason. */
export function hintFor(reason: string): string {
  const known = HINTS.find(([told]) => told.test(reason));
  return (
    known?.[1] ?? 'Check that Redis runs and that REDIS_URL names it. Until then this replica is on its own.'
  );
}
