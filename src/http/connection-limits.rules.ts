// How many connections each listener takes, so that descriptors are left for Genesys, health and the admin pages.

/** Beyond it the memory of idle connections under TLS (some 30 KB each) would be more than that of all answers. */
const MOST_BY_DEFAULT = 4_096;
/** The admin listener: 50 status pages, a scraper, probes and a person. */
const ADMIN = 128;
/** Files, Redis, logins, notification channels. */
const REST = 96;

/** What is known at the start. */
interface Descriptors {
  /** Of the process. */
  readonly limit: number;
  /** Connections that are kept to Genesys at most. */
  readonly upstream: number;
  /** What an operator wants, if anything. */
  readonly configured?: number | undefined;
}

/** Half of what the process may open is for callers, or all that nothing else can need. */
export function connectionLimits({ limit, upstream, configured }: Descriptors) {
  const admin = Math.min(ADMIN, Math.floor(limit / 8));
  const left = Math.max(Math.floor(limit / 2), limit - admin - REST - upstream);
  return { public: Math.max(1, Math.min(configured ?? MOST_BY_DEFAULT, left)), admin: Math.max(1, admin) };
}
