// A whole service in front of a simulator, on ephemeral ports, for one test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLogger } from '../../src/telemetry/logger.js';
import type { Clock } from '../../src/runtime/clock.js';
import { serve, type Running } from '../../src/service/serve.js';
import { openSettings } from '../../src/settings/load.js';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import { until } from './until.js';

/** The key of the caller `tester`. */
export const KEY = 'tester-key-0123456789-abcdefghij';

/** For a service with an admin key. */
export const ADMIN_KEY = 'admin-key-0123456789-abcdefghij';

/** Every request is a question to Genesys. */
export const NO_CACHE = {
  AVAILABILITY_FRESH_FOR_MS: '0',
  AVAILABILITY_STALE_WHILE_REVALIDATE_MS: '0',
  AVAILABILITY_STALE_IF_ERROR_MS: '0',
};

export interface TestService extends Running {
  readonly simulator: Simulator;
  /** Every log line so far. */
  readonly log: string[];
  /** GET with the tester's key. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

export interface TestServiceOptions {
  readonly simulator?: SimulatorOptions;
  readonly environment?: Record<string, string>;
  /** More of it, once the simulator is there. */
  readonly prepare?: (simulator: Simulator) => Promise<Record<string, string>>;
  readonly clock?: Clock;
  /** YAML of a settings file. */
  readonly settings?: string;
  /** Further YAML fields (flow style, after a comma) of an organization that replaces the environment's. */
  readonly organization?: string;
  /** OAuth clients of an organization `own` that replaces the environment's. */
  readonly organizationClients?: ReadonlyArray<{ readonly id: string; readonly secret: string }>;
  /** Don't wait for the first token. */
  readonly startWithoutToken?: boolean;
}

const open: Array<() => Promise<void>> = [];

/** Starts simulator and service; `stopServices` ends both. */
export async function startService(options: TestServiceOptions = {}): Promise<TestService> {
  const simulator = await startSimulator({
    ...(options.clock && { clock: options.clock }),
    ...options.simulator,
  });
  open.push(() => simulator.close());
  const log: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(String(chunk));
      done();
    },
  });
  const opened = await openSettings({
    ...environmentFor(simulator),
    ...settingsFile(simulator, options),
    ...options.environment,
    ...(await options.prepare?.(simulator)),
  });
  const running = await serve(opened, createLogger('trace', destination), options.clock);
  open.push(() => running.drain());
  const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${KEY}` }) =>
    fetch(running.publicUrl + path, { headers, redirect: 'manual' });
  if (!options.startWithoutToken) {
    await until(async () => (await fetch(`${running.adminUrl}/readyz`)).status === 200);
  }
  return { ...running, simulator, log, get };
}

/** A settings file in a folder of its own, if the test wants one. */
function settingsFile(simulator: Simulator, options: TestServiceOptions): Record<string, string> {
  const { settings, organization, organizationClients } = options;
  if (settings === undefined && organization === undefined && !organizationClients) return {};
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  open.push(() => Promise.resolve(rmSync(folder, { recursive: true })));
  const { loginUrl, apiUrl, client } = simulator;
  const clients = (organizationClients ?? [client]).map(({ id, secret }) => ({
    clientId: id,
    clientSecret: secret,
  }));
  const fields = Object.entries({ loginUrl, apiUrl, clients }).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  const replaced = organization !== undefined || organizationClients !== undefined;
  const all = [...fields, ...(organization === undefined ? [] : [organization])].join(', ');
  const CONFIG_FILE = join(folder, 'settings.yaml');
  writeFileSync(CONFIG_FILE, (replaced ? `organizations: { own: { ${all} } }\n` : '') + (settings ?? ''));
  const names = ['OAUTHCLIENT_ID', 'OAUTHCLIENT_SECRET', 'LOGIN_URL', 'API_URL'].map(
    (name) => `GENESYSCLOUD_${name}`,
  );
  return { CONFIG_FILE, ...(replaced && Object.fromEntries(names.map((name) => [name, '']))) };
}

/** The environment variables of a service in front of `simulator`. */
export function environmentFor(simulator: Simulator): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    ADMIN_PORT: '0',
    SHUTDOWN_DELAY_MS: '0',
    GENESYSCLOUD_OAUTHCLIENT_ID: simulator.client.id,
    GENESYSCLOUD_OAUTHCLIENT_SECRET: simulator.client.secret,
    GENESYSCLOUD_LOGIN_URL: simulator.loginUrl,
    GENESYSCLOUD_API_URL: simulator.apiUrl,
    CALLER_KEYS: `tester:${KEY}`,
  };
}

/** Ends everything that `startService` began, services before simulators. */
export async function stopServices(): Promise<void> {
  for (const end of open.splice(0).reverse()) await end();
}

/** The path of a queue's members. */
export const membersOf = (queueId: string, query = 'expand=presence&presence=Available&joined=true') =>
  `/api/v2/routing/queues/${queueId}/members?${query}`;
