// Puts load on a URL from the load core: wrk for throughput where it is there, our own generator otherwise.
import { program, run, LOAD_CORE } from '../tools/processes.js';
import type { Load, LoadResult } from './generator.js';

const wrk = program('wrk');

/** Answers per second with all connections busy. @throws Error when not every answer is a 200 */
export async function throughput(load: Omit<Load, 'rate'>): Promise<number> {
  if (wrk === undefined) return (await atRate(load)).perSecond;
  const headers = Object.entries(load.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const sizes = ['-t1', `-c${load.connections}`, `-d${load.seconds}s`];
  const text = await run([wrk, ...sizes, ...headers, load.url], { core: LOAD_CORE });
  if (/Non-2xx|Socket errors: .*(connect|read) [1-9]/.test(text)) throw new Error(`${load.url}:\n${text}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
}

/** Times at a fixed rate, or with all connections busy when there is none. */
export async function atRate(load: Load): Promise<LoadResult> {
  const command = [process.execPath, '--import=tsx', 'bench/hits/generator.ts', JSON.stringify(load)];
  return JSON.parse(await run(command, { core: LOAD_CORE })) as LoadResult;
}
