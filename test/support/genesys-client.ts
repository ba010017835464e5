// A Genesys client in front of a simulator, asked for one path.
import type { FaultRule } from '../../src/simulator/index.js';
import { crowd, IssuedTokens, QUEUE, startGenesys, type Setup } from './genesys.js';

/** A page of members. */
export const PATH = `/api/v2/routing/queues/${QUEUE}/members?pageSize=25`;

/** A client with tokens that the test can look at; `ask` gets PATH within a limit. */
export async function startClient(setup: Setup = {}) {
  let tokens!: IssuedTokens;
  const genesys = await startGenesys({
    simulator: crowd(3),
    tokens: (simulator) => (tokens = new IssuedTokens(simulator)),
    ...setup,
  });
  return { ...genesys, tokens, ask: (ms?: number) => genesys.client.get(PATH, genesys.limit(ms)) };
}

/** A fault that answers with this status. */
export const status = (code: number, more: object = {}): FaultRule['do'] => ({
  kind: 'status',
  status: code,
  ...more,
});
