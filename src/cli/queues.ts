// Finds queues by their names: what a webhook needs is the id.
import { foregroundClock } from '../runtime/clock.js';
import { processEnvironment } from '../settings/process-environment.js';
import type { Queue } from '../genesys/queues/queues.js';
import { withOrganization } from './ask.js';
import { processTerminal, type Terminal } from './terminal.js';

/** As the command line gives them. */
export interface QueuesOptions {
  readonly name?: string;
  readonly organization?: string;
  readonly json?: boolean;
}

/** As many as Genesys lists on one page. */
const MOST = 100;

/** Prints the queues whose names contain `name`. @throws as `withOrganization`; ServiceError */
export async function queues(
  { name = '', organization, json = false }: QueuesOptions,
  environment = processEnvironment(),
  terminal: Terminal = processTerminal(environment),
): Promise<void> {
  terminal.progress('asking Genesys Cloud for its queues');
  const found = await withOrganization(environment, foregroundClock, organization, (upstream) =>
    upstream.queues.byName(name, MOST),
  );
  terminal.out(json ? `${JSON.stringify({ queues: found }, null, 2)}\n` : table(found));
  if (found.length === 0) {
    terminal.err(
      `No queue${name === '' ? '' : ` whose name contains "${name}"`} that this OAuth client can see. A queue in a division of which its roles know nothing is not listed.\n`,
    );
  }
  if (found.length === MOST) terminal.err(`These are the first ${MOST}: narrow them with --name.\n`);
}

function table(found: readonly Queue[]): string {
  if (found.length === 0) return '';
  const rows = found.map(({ id, memberCount, name }) => [id, String(memberCount ?? '?'), name] as const);
  return [['id', 'members', 'name'] as const, ...rows]
    .map(([id, members, name]) => `${id.padEnd(36)}  ${members.padStart(7)}  ${name}\n`)
    .join('');
}
