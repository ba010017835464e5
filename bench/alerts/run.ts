// Drives a simulator through outages under a real Prometheus, and tells which alerts ring and which cease.
// A minute of the rules is a second here. Run: npx tsx bench/alerts/run.ts [rules.yaml [words of an outage's name]]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { outagesOf, type Outage } from './outages.js';
import { startPrometheus } from './prometheus.js';
import { Replicas } from './replicas.js';

const [rulesFile = 'docs/prometheus-rules.yaml', only = ''] = process.argv.slice(2);
/** Seconds that an outage lasts unless it says otherwise. */
const LASTS = 14;
/** Seconds that alerts may take to cease. */
const CEASES_WITHIN = 40;
/** Seconds after a start, until a rate of five minutes knows of nothing else. */
const SETTLES = 8;

const folder = mkdtempSync(join(tmpdir(), 'drill-'));
const replicas = await Replicas.start(folder);
const prometheus = await startPrometheus(folder, rulesFile, replicas.adminPorts);

const secondsSince = (moment: number) => Math.round((Date.now() - moment) / 1_000);
const named = (alerts: readonly string[]) => alerts.map((alert) => `\`${alert}\``).join(', ');

/** Each alert that rings while `outage` lasts, and after how many seconds it did first. */
async function listen(outage: Outage): Promise<Map<string, number>> {
  const rang = new Map<string, number>();
  await outage.begin();
  const since = Date.now();
  while (secondsSince(since) < (outage.lasts ?? LASTS)) {
    for (const alert of await prometheus.ringing())
      if (!rang.has(alert)) rang.set(alert, secondsSince(since));
    await sleep(250);
  }
  return rang;
}

/** Runs one outage, and writes its line of the table. @returns whether the alerts did as they should */
async function drill(outage: Outage): Promise<boolean> {
  if (outage.environment) {
    await replicas.restart(outage.environment);
    await sleep(SETTLES * 1_000);
    await silence();
  }
  const rang = await listen(outage);
  await outage.end();
  const mended = Date.now();
  const left = await silence();
  const missing = outage.wanted.filter((alert) => !rang.has(alert));
  const told = [...rang].map(([alert, after]) => `\`${alert}\` ${after}`).join(', ') || 'nothing';
  const lacks = missing.length > 0 ? `; missing: ${named(missing)}` : '';
  const over = left.length > 0 ? `still: ${named(left)}` : String(secondsSince(mended));
  process.stdout.write(`| ${outage.name} | ${outage.lasts ?? LASTS} | ${told}${lacks} | ${over} |\n`);
  return missing.length === 0 && left.length === 0;
}

/** Waits until no alert rings. @returns those that still do after the time for it */
async function silence(): Promise<string[]> {
  const since = Date.now();
  let ringing = await prometheus.ringing();
  while (ringing.length > 0 && secondsSince(since) < CEASES_WITHIN) {
    await sleep(250);
    ringing = await prometheus.ringing();
  }
  return ringing;
}

let failed: boolean;
try {
  await sleep(SETTLES * 1_000);
  const before = await prometheus.ringing();
  failed = before.length > 0;
  process.stdout.write(`before any outage: ${named(before) || 'none'}\n\n`);
  process.stdout.write(
    '| outage | lasts, seconds | rings, after seconds | all have ceased, after seconds |\n',
  );
  process.stdout.write('|---|--:|---|--:|\n');
  for (const outage of outagesOf(replicas).filter(({ name }) => name.includes(only)))
    if (!(await drill(outage))) failed = true;
} finally {
  prometheus.stop();
  await replicas.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
