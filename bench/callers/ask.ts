// Callers who each ask a random queue about once a second, and what they see.
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { CALLER, membersPath } from '../tools/service.js';

/** One answer, or that there was none. Times in milliseconds, moments on the wall clock. */
export interface Seen {
  readonly queueId: string;
  readonly at: number;
  readonly tookMs: number;
  /** 0 without an answer. */
  readonly status: number;
  /** The count of the answer; undefined when it gives none. */
  readonly total?: number;
  /** The true age; undefined where only whole seconds are known. */
  readonly ageMs?: number;
  /** What the answer says of its age. */
  readonly claimedMs: number;
  readonly saysOld: boolean;
}

export interface AskOptions {
  readonly url: string;
  readonly queueIds: readonly string[];
  readonly callers: number;
  readonly seconds: number;
  /** `members`; `counts`: of `/v1/queues/{id}/availability`; `both`: each of every second caller. */
  readonly route: 'members' | 'counts' | 'both';
}

/** Nobody waits longer. */
const GIVE_UP_MS = 5_000;
const QUERY = 'expand=presence&presence=Available&joined=true&pageSize=100';

export async function ask({ url, queueIds, callers, seconds, route }: AskOptions): Promise<Seen[]> {
  const agent = new Agent({ connections: null, pipelining: 1 });
  const seen: Seen[] = [];
  const ends = Date.now() + seconds * 1000;
  const caller = async (index: number) => {
    await sleep(Math.random() * 1000);
    while (Date.now() < ends) {
      const queueId = queueIds[Math.floor(Math.random() * queueIds.length)] ?? '';
      const isCount = route === 'counts' || (route === 'both' && index % 2 === 1);
      const path = isCount ? `/v1/queues/${queueId}/availability?min=1` : membersPath(queueId, QUERY);
      const began = performance.now();
      const found = await one(agent, url + path).catch(() => NOTHING);
      const tookMs = performance.now() - began;
      seen.push({ ...found, queueId, at: Date.now(), tookMs });
      await sleep(Math.max(0, 500 + Math.random() * 1000 - tookMs));
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
  await agent.destroy();
  return seen;
}

type Found = Pick<Seen, 'status' | 'total' | 'ageMs' | 'claimedMs' | 'saysOld'>;
const NOTHING: Found = { status: 0, claimedMs: 0, saysOld: false };

/** What the answers of all contestants may hold. */
interface Body {
  readonly total?: number | null;
  readonly entities?: readonly unknown[];
  readonly asOf?: string | null;
}

async function one(dispatcher: Agent, url: string): Promise<Found> {
  const signal = AbortSignal.timeout(GIVE_UP_MS);
  const { statusCode, headers, body } = await request(url, { dispatcher, headers: CALLER, signal });
  const answer = (await body.json()) as Body;
  const at = Date.now();
  const status = String(headers['cache-status'] ?? '');
  const total = statusCode === 200 ? (answer.total ?? answer.entities?.length) : undefined;
  const takenAt = answer.asOf ? Date.parse(answer.asOf) : Number(headers['x-taken-at'] ?? NaN);
  return {
    status: statusCode,
    ...(total !== undefined && { total }),
    ...(Number.isFinite(takenAt) && { ageMs: at - takenAt }),
    claimedMs: Number(headers['age'] ?? 0) * 1000,
    saysOld: /ttl=-|fwd=stale/.test(status),
  };
}
