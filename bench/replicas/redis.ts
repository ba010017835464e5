// A redis-server of the bench's own, and replicas in front of one simulator.
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, program, start, type Started } from '../tools/processes.js';

export interface Redis {
  readonly url: string;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  kill(): Promise<void>;
  /** Another, empty, on the same port. */
  restart(): Promise<void>;
}

/** Undefined where redis-server isn't installed. */
export async function startRedis(): Promise<Redis | undefined> {
  const server = program('redis-server');
  if (server === undefined) return undefined;
  const port = await freePort();
  let started: Started;
  const restart = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    started = start([server, ...args]);
    while (!(await accepts(port))) await sleep(10);
  };
  await restart();
  return {
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => void process.kill(started.pid, name),
    kill: () => started.stop(),
    restart,
  };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
