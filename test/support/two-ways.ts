// One service behind two doors: one with the hot path before express, one with express alone. Answers as bytes.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { listen, type Listener } from '../../src/http/listener.js';
import { compose } from '../../src/service/service.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { openSettings, type OpenSettings } from '../../src/settings/load.js';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import { FakeClock } from './fake-clock.js';
import { environmentFor } from './service.js';
import { until } from './until.js';

/** A request as it goes over the wire. */
export interface RawRequest {
  readonly method?: string;
  readonly target: string;
  readonly headers?: readonly string[];
}

export interface TwoWays {
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  /** All that was logged so far, line by line. */
  readonly lines: readonly string[];
  /** What the door with the hot path says, and whether the hot path said it. */
  ask(request: RawRequest): Promise<{ readonly bytes: string; readonly hot: boolean }>;
  /** What express says. */
  askExpress(request: RawRequest): Promise<string>;
}

const open: Array<() => Promise<unknown>> = [];

/** @param yaml a settings file; the caller `tester` of the environment is there besides */
export async function startTwoWays(simulated: SimulatorOptions, yaml: string): Promise<TwoWays> {
  const clock = new FakeClock();
  const simulator = await startSimulator({ clock, rateLimit: false, ...simulated });
  open.push(() => simulator.close());
  const lines: string[] = [];
  const log = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'two-ways-'));
  open.push(() => Promise.resolve(rmSync(folder, { recursive: true })));
  const CONFIG_FILE = join(folder, 'settings.yaml');
  writeFileSync(CONFIG_FILE, yaml);
  const opened = await openSettings({ ...environmentFor(simulator), CONFIG_FILE });
  const { settings } = opened;
  const service = compose(opened, createLogger('trace', log), clock);
  open.push(() => service.stop());
  service.start();
  const taken = { hot: false };
  const { handler, quick } = service.publicApp;
  const counted: typeof quick = (request, response) => (taken.hot = quick(request, response));
  const both = await listenTo({ handler, quick: counted }, settings, clock);
  const express = await listenTo({ handler, quick: () => false }, settings, clock);
  await until(() => service.readiness.state === 'ready', 'a token');
  return {
    clock,
    simulator,
    lines,
    async ask(request) {
      taken.hot = false;
      const bytes = await send(both.url, request);
      return { bytes, hot: taken.hot };
    },
    askExpress: (request) => send(express.url, request),
  };
}

/** Ends what `startTwoWays` began. */
export async function stopTwoWays(): Promise<void> {
  for (const end of open.splice(0).reverse()) await end();
}

async function listenTo(
  app: Parameters<typeof listen>[0],
  settings: OpenSettings['settings'],
  clock: FakeClock,
): Promise<Listener> {
  const listener = await listen(
    app,
    { ...settings.http, host: '127.0.0.1', port: 0, maxConnections: 100 },
    clock,
  );
  open.push(() => listener.close());
  return listener;
}

/** The whole answer; only the moment in `Date` is taken out. */
async function send(url: string, { method = 'GET', target, headers = [] }: RawRequest): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: x', 'Connection: close', 'X-Request-Id: the-same'];
  socket.write(`${[...lines, ...headers].join('\r\n')}\r\n\r\n`, 'latin1');
  await once(socket, 'close');
  return Buffer.concat(chunks)
    .toString('latin1')
    .replace(/^Date: [^\r\n]+/m, 'Date: -');
}
