// Drives a simulator through outages under a real Prometheus, and tells which alerts ring and which cease.
// A minute of the rules is a second here. Run: npx tsx bench/alerts/run.ts [rules.yaml]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSettings } from '../../src/settings/load.js';
import { serve, type Running } from '../../src/service/serve.js';
import { startSimulator, type FaultRule } from '../../src/simulator/index.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { freePort } from '../tools/processes.js';

const KEY = 'drill-key-0123456789-abcdefghijklm';
const JOB = 'genesys-availability-proxy';
const [rulesFile = 'docs/prometheus-rules.yaml'] = process.argv.slice(2);
/** Seconds that an outage lasts, and that an alert may take to cease. */
const LASTS = 14;
const CEASES_WITHIN = 40;

const folder = mkdtempSync(join(tmpdir(), 'drill-'));
const simulator = await startSimulator();
const queue = simulator.queues[0]!.id;
const settingsFile = join(folder, 'settings.yaml');
const good = 'availability: { failurePolicy: closed }\n';
writeFileSync(settingsFile, good);
const logger = createLogger('fatal');

async function replica(adminPort: number): Promise<Running> {
  const opened = await openSettings({
    ...{ HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: String(adminPort), SHUTDOWN_DELAY_MS: '0' },
    GENESYSCLOUD_OAUTHCLIENT_ID: simulator.client.id,
    GENESYSCLOUD_OAUTHCLIENT_SECRET: simulator.client.secret,
    GENESYSCLOUD_LOGIN_URL: simulator.loginUrl,
    GENESYSCLOUD_API_URL: simulator.apiUrl,
    CALLER_KEYS: `drill:${KEY}`,
    CONFIG_FILE: settingsFile,
    AVAILABILITY_STALE_IF_ERROR_MS: '1000',
    ACTIVITY: 'off',
  });
  return serve(opened, logger);
}

const ports = [await freePort(), await freePort()];
const running = await Promise.all(ports.map(replica));
let key = KEY;
const asking = setInterval(() => {
  for (const { publicUrl } of running)
    void fetch(`${publicUrl}/v1/queues/${queue}/availability`, {
      headers: { authorization: `Bearer ${key}` },
    })
      .then((answer) => answer.arrayBuffer())
      .catch(() => undefined);
}, 100);

/** `15m` is 15 s. */
const rules = readFileSync(rulesFile, 'utf8').replace(/\b(\d+)m\b/g, '$1s');
writeFileSync(join(folder, 'rules.yaml'), rules);
const targets = JSON.stringify(ports.map((port) => `127.0.0.1:${port}`));
writeFileSync(
  join(folder, 'prometheus.yml'),
  `global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms }
scrape_configs: [{ job_name: ${JOB}, static_configs: [{ targets: ${targets} }] }]
rule_files: [rules.yaml]
`,
);
const port = await freePort();
const prometheus = spawn(
  'prometheus',
  [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--query.lookback-delta=3s',
    '--rules.alert.resend-delay=1s',
  ],
  { stdio: 'ignore' },
);

async function ringing(): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/alerts`).catch(() => undefined);
  const body = (await answer?.json()) as
    { data: { alerts: Array<{ state: string; labels: { alertname: string } }> } } | undefined;
  const firing = (body?.data.alerts ?? []).filter(({ state }) => state === 'firing');
  return [...new Set(firing.map(({ labels }) => labels.alertname.replace('AvailabilityProxy', '')))];
}

interface Outage {
  readonly name: string;
  /** Alerts that must ring. */
  readonly wanted: readonly string[];
  begin(): unknown;
  end(): unknown;
}

const fault = (name: string, rule: FaultRule, ...wanted: string[]): Outage => ({
  name,
  wanted,
  begin: () => simulator.fault(rule),
  end: () => simulator.clearFaults(),
});

const outages: Outage[] = [
  fault('Genesys hangs', { on: 'members', do: 'hang' }, 'UnknownAnswers', 'NothingFetched'),
  fault(
    '403 on every question',
    { on: 'members', do: { kind: 'status', status: 403 } },
    'Errors',
    'NothingFetched',
  ),
  fault(
    '429 on every question',
    { on: 'members', do: { kind: 'status', status: 429, retryAfter: 3 } },
    'BudgetGateClosed',
  ),
  {
    name: 'a platform with a wrong key',
    wanted: ['CallerKeysRefused'],
    begin: () => (key = KEY.toUpperCase()),
    end: () => (key = KEY),
  },
  {
    name: 'a reload that fails',
    wanted: ['ReloadFailed'],
    begin: () => writeFileSync(settingsFile, 'availability: { freshFor: never }\n'),
    end: () => writeFileSync(settingsFile, good),
  },
  {
    name: 'one of two replicas dead',
    wanted: ['ReplicaDown'],
    begin: () => running[1]!.drain(),
    end: async () => (running[1] = await replica(ports[1]!)),
  },
];

/** Keeps of each alert when it was first seen. */
function note(rang: Map<string, number>, alerts: readonly string[], second: number): void {
  for (const alert of alerts) if (!rang.has(alert)) rang.set(alert, second);
}

let failed = false;
try {
  await sleep(8_000);
  process.stdout.write(`before any outage: ${(await ringing()).join(', ') || 'none'}\n\n`);
  process.stdout.write('| outage | rings, after seconds | ceases, after seconds |\n|---|---|---|\n');
  for (const outage of outages) {
    const { name, wanted } = outage;
    const rang = new Map<string, number>();
    await outage.begin();
    const since = Date.now();
    const seconds = (from: number) => Math.round((Date.now() - from) / 1_000);
    while (seconds(since) < LASTS) {
      note(rang, await ringing(), seconds(since));
      await sleep(250);
    }
    await outage.end();
    const mended = Date.now();
    while ((await ringing()).length > 0 && seconds(mended) < CEASES_WITHIN) await sleep(250);
    const left = await ringing();
    const missing = wanted.filter((alert) => !rang.has(alert));
    failed ||= missing.length > 0 || left.length > 0;
    const told = [...rang].map(([alert, after]) => `\`${alert}\` ${after}`).join(', ') || 'nothing';
    const over = left.length > 0 ? `still: ${left.join(', ')}` : String(seconds(mended));
    process.stdout.write(
      `| ${name} | ${told}${missing.length > 0 ? `; missing: ${missing.join(', ')}` : ''} | ${over} |\n`,
    );
  }
} finally {
  clearInterval(asking);
  prometheus.kill();
  await Promise.all(running.map((one) => one.drain()));
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
