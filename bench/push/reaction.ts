// How long it takes from an agent's change to the first answer that shows it.
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { stand, type Variant } from '../callers/scenario.js';
import { CALLER, membersPath } from '../tools/service.js';

/** How often one caller asks; nobody waits longer for the change to show. */
const ASK_EVERY_MS = 10;
const GIVE_UP_MS = 10_000;
/** Genesys announces a queue's counts once a second at most: changes further apart are announced at once. */
const QUIET_MS = { least: 1_200, more: 2_000 };
const WARM_UP_MS = 4_000;

export interface Reaction {
  readonly variant: Variant;
  /** Milliseconds; GIVE_UP_MS for those that never showed. */
  readonly times: readonly number[];
}

/** One queue whose first agent comes and goes `changes` times, in front of each variant at the same time. */
export async function reactions(variants: readonly Variant[], changes: number): Promise<readonly Reaction[]> {
  return Promise.all(variants.map((variant) => react(variant, changes)));
}

async function react(variant: Variant, changes: number): Promise<Reaction> {
  // The proxy by hand asks Genesys a hundred times a second: no limit is in anybody's way here.
  const simulator = await startSimulator({ queues: [{ members: 60 }], rateLimit: false });
  const front = await stand(variant, simulator);
  const url = front.url + membersPath(simulator.queues[0]?.id ?? '');
  const agent = new Agent({ connections: 1, pipelining: 1 });
  const count = async () => {
    const { body } = await request(url, { dispatcher: agent, headers: CALLER });
    const answer = (await body.json()) as { total?: number; entities?: readonly unknown[] };
    return answer.total ?? answer.entities?.length ?? -1;
  };
  const times: number[] = [];
  await asking(count, WARM_UP_MS);
  for (let change = 0; change < changes; change += 1) {
    await asking(count, QUIET_MS.least + Math.random() * QUIET_MS.more);
    times.push(await shown(simulator, change % 2 === 0, count));
  }
  await agent.destroy();
  await front.stop();
  await simulator.close();
  return { variant, times };
}

async function asking(count: () => Promise<number>, ms: number): Promise<void> {
  for (const until = Date.now() + ms; Date.now() < until;) {
    await count();
    await sleep(ASK_EVERY_MS);
  }
}

async function shown(simulator: Simulator, leaves: boolean, count: () => Promise<number>): Promise<number> {
  const [queue] = simulator.queues;
  if (!queue) throw new Error('There is no queue.');
  // Both ways a change of the count, whatever the agent was before.
  simulator.setAgent(queue.id, 0, { joined: true, presence: leaves ? 'Busy' : 'Available' });
  const changedAt = performance.now();
  const now = simulator.matching(queue.id, { presence: 'Available', joined: true }).count;
  while (performance.now() - changedAt < GIVE_UP_MS) {
    if ((await count()) === now) return performance.now() - changedAt;
    await sleep(ASK_EVERY_MS);
  }
  return GIVE_UP_MS;
}
