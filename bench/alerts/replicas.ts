// Two replicas of the service before one simulator, in this process, and a caller that asks them all the time.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/runtime/clock.js';
import { serve, type Running } from '../../src/service/serve.js';
import { openSettings } from '../../src/settings/load.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { LogWriter } from '../../src/telemetry/log-writer.js';
import { batchedLogger } from '../../src/telemetry/logger.js';
import { freePort } from '../tools/processes.js';

const KEY = 'drill-key-0123456789-abcdefghijklm';
const GOOD = 'availability: { failurePolicy: closed }\n';
/** Seconds: short enough to run out in an outage. */
const TOKEN_LIFETIME = 24;
/** Three of them have to contradict before all are distrusted. */
const QUEUES = 6;

export class Replicas {
  readonly adminPorts: readonly number[];
  readonly simulator: Simulator;
  /** Questions to each replica every 100 ms. */
  pace = 1;
  readonly #settingsFile: string;
  readonly #running: Running[] = [];
  #key = KEY;
  #asking: NodeJS.Timeout | undefined;
  #environment: Readonly<Record<string, string>> = {};
  /** Batches of log lines that nobody has read, while nobody does. */
  #unread: Array<() => void> | undefined;

  private constructor(folder: string, simulator: Simulator, adminPorts: readonly number[]) {
    this.#settingsFile = join(folder, 'settings.yaml');
    this.simulator = simulator;
    this.adminPorts = adminPorts;
    this.hasGoodSettings(true);
  }

  static async start(folder: string): Promise<Replicas> {
    const queues = Array.from({ length: QUEUES }, () => ({ agents: [{}, {}, {}, {}, {}] }));
    const simulator = await startSimulator({ tokenLifetimeSeconds: TOKEN_LIFETIME, queues });
    const replicas = new Replicas(folder, simulator, [await freePort(), await freePort()]);
    await replicas.restart({});
    replicas.#asking = setInterval(() => replicas.#ask(), 100);
    return replicas;
  }

  /** Starts both anew, with these variables besides their usual ones. */
  async restart(environment: Readonly<Record<string, string>>): Promise<void> {
    this.#environment = environment;
    for (const index of this.adminPorts.keys()) {
      await this.end(index);
      await this.begin(index);
    }
  }

  async end(index: number): Promise<void> {
    await this.#running[index]?.drain();
  }

  async begin(index: number): Promise<void> {
    const opened = await openSettings({
      ...{ HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: String(this.adminPorts[index]), SHUTDOWN_DELAY_MS: '0' },
      GENESYSCLOUD_OAUTHCLIENT_ID: this.simulator.client.id,
      GENESYSCLOUD_OAUTHCLIENT_SECRET: this.simulator.client.secret,
      GENESYSCLOUD_LOGIN_URL: this.simulator.loginUrl,
      GENESYSCLOUD_API_URL: this.simulator.apiUrl,
      CALLER_KEYS: `drill:${KEY}`,
      CONFIG_FILE: this.#settingsFile,
      AVAILABILITY_STALE_IF_ERROR_MS: '1000',
      ...this.#environment,
    });
    const log = new LogWriter((_, done) => {
      if (this.#unread) this.#unread.push(done);
      else done();
    }, systemClock);
    this.#running[index] = await serve(opened, batchedLogger('info', log));
  }

  hasKnownKey(known: boolean): void {
    this.#key = known ? KEY : KEY.toUpperCase();
  }

  hasGoodSettings(good: boolean): void {
    writeFileSync(this.#settingsFile, good ? GOOD : 'availability: { freshFor: never }\n');
  }

  logIsRead(read: boolean): void {
    const unread = this.#unread ?? [];
    this.#unread = read ? undefined : [];
    for (const done of unread) done();
  }

  async stop(): Promise<void> {
    clearInterval(this.#asking);
    await Promise.all(this.adminPorts.map((_, index) => this.end(index)));
    await this.simulator.close();
  }

  #ask(): void {
    for (const { publicUrl } of this.#running)
      for (let count = 0; count < this.pace; count += 1) {
        const queue = this.simulator.queues[count % this.simulator.queues.length]!.id;
        void fetch(`${publicUrl}/v1/queues/${queue}/availability`, {
          headers: { authorization: `Bearer ${this.#key}` },
        })
          .then((answer) => answer.arrayBuffer())
          .catch(() => undefined);
      }
  }
}
