// A log that nobody reads, whose disk is full or whose reader has gone: answers go out, and the process ends in time.
import { expect } from 'chai';
import { execFileSync, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { freePorts } from '../support/ports.js';
import { nodeArguments } from '../support/process.js';
import { environmentFor, KEY, membersOf } from '../support/service.js';
import { until } from '../support/until.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const headers = { authorization: `Bearer ${KEY}` };
/** Long enough that a pipe (64 KB) and what waits in memory (1 MB) are full. */
const ANSWERS = 4_000;

describe('a log', function () {
  this.timeout(180_000);
  let simulator: Simulator;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    simulator = await startSimulator({ queues: [{ id: QUEUE, agents: [{}, {}, {}] }] });
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await simulator.close();
  });

  /** A service whose standard output is `stdout`. */
  async function run(stdout: 'pipe' | number) {
    const [port = '', adminPort = ''] = await freePorts(2);
    const env = {
      PATH: process.env['PATH'] ?? '',
      ...environmentFor(simulator),
      PORT: port,
      ADMIN_PORT: adminPort,
      SHUTDOWN_DELAY_MS: '0',
    };
    const stdio: StdioOptions = ['ignore', stdout, 'inherit'];
    const one = spawn(process.execPath, nodeArguments('src/main.ts'), { cwd: ROOT, env, stdio });
    child = one;
    const ended = new Promise<number | string>((resolve) =>
      one.once('exit', (code, signal) => resolve(code ?? signal ?? '')),
    );
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers });
    const isUp = () =>
      get(membersOf(QUEUE)).then(
        ({ status }) => status === 200,
        () => false,
      );
    await until(isUp, 'the service', 60_000);
    const answers = async (count: number) => {
      const statuses = new Set<number>();
      for (let done = 0; done < count; done += 50) {
        const some = await Promise.all(Array.from({ length: 50 }, () => get(membersOf(QUEUE))));
        for (const answer of some) {
          statuses.add(answer.status);
          await answer.arrayBuffer();
        }
      }
      return [...statuses];
    };
    const lost = async () => {
      const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
      return Number(/log_lines_lost_total (\d+)/.exec(text)?.[1]);
    };
    const end = async () => {
      const toldAt = Date.now();
      one.kill('SIGTERM');
      const how = await ended;
      return { how, tookMs: Date.now() - toldAt };
    };
    return { child: one, answers, lost, end };
  }

  it('that nobody reads costs lines, which are counted, and never an answer or the end', async () => {
    const { child: one, answers, lost, end } = await run('pipe');
    expect(await answers(ANSWERS)).to.deep.equal([200]);
    const before = await lost();
    expect(before).to.be.greaterThan(0);
    let text = '';
    one.stdout?.on('data', (chunk: Buffer) => (text += String(chunk)));
    await until(() => /"lines":\d+,.*log lines were lost/.test(text), 'the word of what was lost');
    one.stdout?.pause();
    expect(await answers(ANSWERS)).to.deep.equal([200]);
    const { how, tookMs } = await end();
    expect(how).to.equal(0);
    expect(tookMs).to.be.below(5_000);
  });

  it('that somebody reads is whole at the end', async () => {
    const { child: one, answers, lost, end } = await run('pipe');
    let text = '';
    one.stdout?.on('data', (chunk: Buffer) => (text += String(chunk)));
    expect(await answers(500)).to.deep.equal([200]);
    expect(await lost()).to.equal(0);
    const closed = new Promise((resolve) => one.once('close', resolve));
    expect((await end()).how).to.equal(0);
    await closed;
    const lines = text.split('\n');
    expect(lines.pop()).to.equal('');
    expect(lines.filter((line) => line.includes('"route":"members"')).length).to.be.at.least(501);
    expect(JSON.parse(lines.at(-1) ?? '')).to.include({ msg: 'drained' });
  });

  it('whose reader has gone costs no answer', async () => {
    const { child: one, answers, lost, end } = await run('pipe');
    one.stdout?.destroy();
    expect(await answers(200)).to.deep.equal([200]);
    await until(async () => (await lost()) > 0, 'lines that were lost');
    expect(await answers(200)).to.deep.equal([200]);
    expect((await end()).how).to.equal(0);
  });

  it('on a full disk costs no answer, and goes on when there is room', async function () {
    const disk = mkdtempSync(join(tmpdir(), 'full-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      rmSync(disk, { recursive: true });
      process.stderr.write('      a tmpfs cannot be mounted here: a full disk is not tried\n');
      return this.skip();
    }
    try {
      const filler = join(disk, 'filler');
      writeFileSync(filler, 'x'.repeat(30_000));
      const path = join(disk, 'log');
      const fd = openSync(path, 'a');
      const { answers, lost, end } = await run(fd);
      closeSync(fd);
      expect(await answers(1_000)).to.deep.equal([200]);
      await until(async () => (await lost()) > 0, 'lines that were lost');
      rmSync(filler);
      const size = statSync(path).size;
      await until(() => statSync(path).size > size, 'lines again');
      expect(await answers(50)).to.deep.equal([200]);
      expect((await end()).how).to.equal(0);
      expect(readFileSync(path, 'utf8')).to.contain('log lines were lost');
    } finally {
      child?.kill('SIGKILL');
      execFileSync('umount', ['-l', disk]);
      rmSync(disk, { recursive: true });
    }
  });
});
