// The command `queues`: finds the id of a queue, in one organization or in all.
import { asServiceError } from '../domain/errors.js';
import { foregroundClock } from '../runtime/clock.js';
import type { Queue } from '../genesys/queues/queues.js';
import { processEnvironment } from '../settings/process-environment.js';
import { failureText, withOrganizations } from './ask.js';
import { processTerminal, type Terminal } from './terminal.js';
import { EXIT } from './usage.js';

/** As the command line gives them. */
export interface QueuesOptions {
  readonly name?: string;
  readonly organization?: string;
  readonly json?: boolean;
}

/** As many as Genesys lists on one page. */
const MOST = 100;

/**
 * Prints the queues whose names contain `name`, by organization where there are several. One that doesn't answer is told of, and
 * the others are listed all the same.
 * @returns the exit code
 * @throws as `withOrganizations`; ServiceError where there is only one
 */
export async function queues(
  { name = '', organization, json = false }: QueuesOptions,
  environment = processEnvironment(),
  terminal: Terminal = processTerminal(environment),
): Promise<number> {
  const all: Array<Queue & { readonly organization: string }> = [];
  let code: number = EXIT.ok;
  await withOrganizations(environment, foregroundClock, organization, async (upstream, place, isOne) => {
    terminal.progress(`asking Genesys Cloud for its queues${isOne ? '' : ` (organization ${place})`}`);
    const title = isOne ? '' : `Organization ${place}`;
    try {
      const found = await upstream.queues.byName(name, MOST);
      all.push(...found.map((queue) => ({ organization: place, ...queue })));
      if (!json) terminal.out(table(found, title));
      terminal.err(notes(found, name, title));
    } catch (fault) {
      if (isOne) throw fault;
      code = EXIT.fault;
      terminal.err(`${title}: ${failureText(asServiceError(fault))}`);
    }
  });
  if (json) terminal.out(`${JSON.stringify({ queues: all }, null, 2)}\n`);
  return code;
}

function notes(found: readonly Queue[], name: string, title: string): string {
  const head = title === '' ? '' : `${title}: `;
  if (found.length === 0)
    return `${head}No queue${name === '' ? '' : ` whose name contains "${name}"`} that this OAuth client can see. A queue in a division of which its roles know nothing is not listed.\n`;
  return found.length === MOST ? `${head}These are the first ${MOST}: narrow them with --name.\n` : '';
}

function table(found: readonly Queue[], title: string): string {
  if (found.length === 0) return '';
  const rows = found.map(({ id, memberCount, name }) => [id, String(memberCount ?? '?'), name] as const);
  const lines = [['id', 'members', 'name'] as const, ...rows].map(
    ([id, members, name]) => `${id.padEnd(36)}  ${members.padStart(7)}  ${name}\n`,
  );
  return (title === '' ? '' : `${title}\n`) + lines.join('');
}
