// The built service (dist/main.js) as a process of its own, in front of a simulator.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '../../src/simulator/index.js';
import { answers, freePort, start, usage, type Started } from './processes.js';

const KEY = 'bench-key-0123456789-abcdefghijklm';

/** What a caller sends. */
export const CALLER: Readonly<Record<string, string>> = { authorization: `Bearer ${KEY}` };

export interface ServiceOptions {
  readonly node?: string;
  readonly core?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A descriptor that its log goes to; /dev/null otherwise. */
  readonly log?: number;
  /** Arguments of node, before the script. */
  readonly nodeArguments?: readonly string[];
  /** Don't wait until it is ready. */
  readonly unready?: boolean;
}

export interface Service extends Started {
  readonly url: string;
  readonly adminUrl: string;
}

/** Starts the service with the settings that are delivered. */
export async function startService(simulator: Simulator, options: ServiceOptions = {}): Promise<Service> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    SHUTDOWN_DELAY_MS: '0',
    GENESYSCLOUD_OAUTHCLIENT_ID: simulator.client.id,
    GENESYSCLOUD_OAUTHCLIENT_SECRET: simulator.client.secret,
    GENESYSCLOUD_LOGIN_URL: simulator.loginUrl,
    GENESYSCLOUD_API_URL: simulator.apiUrl,
    CALLER_KEYS: `bench:${KEY}`,
    ...options.env,
  };
  const { node = process.execPath, nodeArguments = [], core, log } = options;
  const started = start([node, ...nodeArguments, 'dist/main.js'], {
    env,
    ...(core !== undefined && { core }),
    ...(log !== undefined && { log }),
  });
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  if (!options.unready) await answers(`${adminUrl}/readyz`);
  return { ...started, url: `http://127.0.0.1:${port}`, adminUrl };
}

/** The members URL of CallGrid's template. */
export const membersPath = (queueId: string, query = 'expand=presence&presence=Available&joined=true') =>
  `/api/v2/routing/queues/${queueId}/members?${query}`;

/** Resident memory once it has settled, in MB. */
export async function settledMemory({ pid }: Started, ms = 3_000): Promise<number> {
  await sleep(ms);
  return usage(pid).rssMb;
}

/** Unlabelled values of the service's metrics by name. */
export async function metrics({ adminUrl }: Service): Promise<Map<string, number>> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  return new Map(
    text
      .split('\n')
      .map((line) => /^(\w+) (\S+)$/.exec(line))
      .flatMap((match) => (match ? [[match[1] ?? '', Number(match[2])] as const] : [])),
  );
}
