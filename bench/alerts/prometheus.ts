// A real Prometheus with rules of ours whose minutes are seconds.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../tools/processes.js';

const JOB = 'genesys-availability-proxy';

export interface Prometheus {
  /** The alerts that ring now, without the beginning that all have. */
  ringing(): Promise<string[]>;
  stop(): void;
}

/**
 * Starts one that scrapes admin listeners every half second.
 * @param folder where its settings and data may lie
 */
export async function startPrometheus(
  folder: string,
  rulesFile: string,
  adminPorts: readonly number[],
): Promise<Prometheus> {
  // `15m` is 15 s.
  const rules = readFileSync(rulesFile, 'utf8').replace(/\b(\d+)m\b/g, '$1s');
  writeFileSync(join(folder, 'rules.yaml'), rules);
  const targets = JSON.stringify(adminPorts.map((port) => `127.0.0.1:${port}`));
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms }
scrape_configs: [{ job_name: ${JOB}, static_configs: [{ targets: ${targets} }] }]
rule_files: [rules.yaml]
`,
  );
  const port = await freePort();
  const child = spawn(
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
  return {
    async ringing() {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/alerts`).catch(() => undefined);
      const body = (await answer?.json()) as
        { data: { alerts: Array<{ state: string; labels: { alertname: string } }> } } | undefined;
      const firing = (body?.data.alerts ?? []).filter(({ state }) => state === 'firing');
      return [...new Set(firing.map(({ labels }) => labels.alertname.replace('AvailabilityProxy', '')))];
    },
    stop: () => void child.kill(),
  };
}
