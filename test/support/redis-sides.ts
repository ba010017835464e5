// Processes that share a Redis: each with a connection of its own, a store, leases, and what it has heard.
import { systemClock, type Clock } from '../../src/runtime/clock.js';
import type { Claim } from '../../src/cache/leases.js';
import { RedisLeases } from '../../src/replicas/load-leases.js';
import { RedisLink, type RedisTarget } from '../../src/replicas/connection.js';
import { RedisStore, type Codec } from '../../src/replicas/redis-store.js';
import { startRedis, stopRedis, type TestRedis } from './redis.js';
import { momentOf, type Kept } from './store-contract.js';
import { needs } from './tools.js';
import { until } from './until.js';

/** A connection and what it has told. */
export interface TestLink {
  readonly link: RedisLink;
  /** `connected`, or why it was lost. */
  readonly told: string[];
}

/** One of the processes that share. */
export interface Side extends TestLink {
  readonly store: RedisStore<Kept>;
  readonly leases: RedisLeases<Kept>;
  /** Of other processes, in the order in which it came. */
  readonly heard: Array<readonly [keys: readonly string[], value: Kept | undefined]>;
  readonly claims: string[];
  unreadable: number;
}

const links: RedisLink[] = [];
let prefixes = 0;

/** A key prefix that no other test has. */
export const newPrefix = (): string => `test-${(prefixes += 1)}:`;

/** A real Redis for the tests of a suite, which are skipped without one; connections end with each test. */
export function withRedis(...more: string[]): () => TestRedis {
  let redis: TestRedis;
  before(async function () {
    needs(this, 'redis-server');
    redis = await startRedis(...more);
  });
  afterEach(stopLinks);
  after(stopRedis);
  return () => redis;
}

export function stopLinks(): void {
  for (const link of links.splice(0)) link.stop();
}

/** A connection that begins with `start`. Patient unless told: what is under test here is not the machine. */
export function makeLink(
  url: string,
  target: Partial<RedisTarget> = {},
  clock: Clock = systemClock,
): TestLink {
  const told: string[] = [];
  const observer = {
    connected: () => void told.push('connected'),
    lost: (why: string) => void told.push(why),
  };
  const patient = { credentials: () => ({ url }), connectTimeout: 4_000, commandTimeout: 4_000 };
  const link = new RedisLink({ ...patient, ...target }, clock, observer);
  links.push(link);
  return { link, told };
}

/** The address with what comes before the host. */
export const withUser = ({ url }: TestRedis, user: string) => url.replace('//', `//${user}@`);

export const connected = ({ link }: TestLink) => until(() => link.trouble === undefined, 'a connection');

export async function started(side: TestLink): Promise<TestLink> {
  side.link.start();
  await connected(side);
  return side;
}

/** Values are written by their name; the moment comes from the stamp. */
export const byStamp: Codec<Kept> = {
  momentOf,
  encode: ({ name }) => Promise.resolve(JSON.stringify({ name })),
  decode: (text, at) => Promise.resolve(readKept(text, { at })),
};

export function readKept(text: string, more: Partial<Kept> = {}): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(text);
    return typeof kept === 'object' && kept ? { ...(kept as Kept), ...more } : undefined;
  } catch {
    return undefined;
  }
}

/** A process that shares what begins with `prefix`, once it is connected. */
export async function startSide(url: string, prefix: string, codec = byStamp): Promise<Side> {
  const side = makeSide(makeLink(url), prefix, systemClock, codec);
  side.link.start();
  await connected(side);
  return side;
}

/** The same over a connection that the test starts itself, or not. */
export function makeSide(over: TestLink, prefix: string, clock: Clock, codec = byStamp): Side {
  const { link } = over;
  const space = { prefix, channel: `${prefix}written`, owner: `process-${links.indexOf(link)}` };
  const [heard, claims]: [Side['heard'], string[]] = [[], []];
  const onWritten = (keys: readonly string[], value: Kept | undefined) => {
    heard.push([keys, value]);
    leases.appliedFromReplica(keys);
  };
  const store = new RedisStore(link, space, codec, onWritten, { unreadable: () => (side.unreadable += 1) });
  const leases = new RedisLeases(link, store, space, clock, { claimed: (kind) => void claims.push(kind) });
  const side: Side = { ...over, store, leases, heard, claims, unreadable: 0 };
  return side;
}

type Of<K extends Claim['kind']> = Extract<Claim, { kind: K }>;

/** What a side is given when it asks for the lease of a key, which must be of that kind. */
export async function claim<K extends Claim['kind']>(
  { leases }: Side,
  kind: K,
  key = 'a',
  held?: object,
): Promise<Of<K>> {
  const claimed = await leases.claim(key, held as never);
  if (claimed.kind !== kind) throw new Error(`The lease is ${claimed.kind}, and not ${kind}.`);
  return claimed as Of<K>;
}
