// A real redis-server of its own for a suite, on a free port, with nothing on disk.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePorts } from './ports.js';
import { until } from './until.js';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Sends one command by hand; the reply as redis-cli would show a simple one. */
  command(...words: string[]): Promise<string>;
  /** Stands still, with its connections open; the next call lets it go on. */
  pause(): void;
  resume(): void;
  /** Ends it at once; `restart` starts another, empty, on the same port. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** @param more further arguments of redis-server */
export async function startRedis(...more: string[]): Promise<TestRedis> {
  const port = Number((await freePorts(1))[0]);
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...more];
  let child: ChildProcess;
  const restart = async () => {
    child = spawn('redis-server', args, { cwd: '/', stdio: 'ignore' });
    running.add(child);
    await until(() => speaks(port), 'redis-server');
  };
  const kill = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    running.delete(child);
  };
  await restart();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    command: (...words) => send(port, words),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    restart,
  };
}

/** Ends every redis-server that a test started. */
export function stopRedis(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

const speaks = (port: number): Promise<boolean> =>
  send(port, ['PING']).then(
    (reply) => reply.startsWith('+PONG') || reply.startsWith('-NOAUTH'),
    () => false,
  );

/** The raw reply to one command. */
async function send(port: number, words: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    socket.write(`*${words.length}\r\n${parts.join('')}`);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString();
  } finally {
    socket.destroy();
  }
}
