// A load generator as a process: node generator.ts <JSON of Load>; writes a LoadResult as JSON. With a rate it
// is an open loop: requests leave at even moments whatever the server does, and their time counts from then.
import { performance } from 'node:perf_hooks';
import { quantile } from '../tools/numbers.js';
import { Wire } from './wire.js';

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second; absent: as fast as the connections allow. */
  readonly rate?: number;
}

/** Times in milliseconds. */
export interface LoadResult {
  readonly perSecond: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const WARM_UP_MS = 500;
/** A server that is this far behind is overloaded: no need to wait for the rest. */
const PATIENCE_MS = 2_000;

async function generate(load: Load): Promise<LoadResult> {
  const url = new URL(load.url);
  const wires = await Promise.all(
    Array.from({ length: load.connections }, () => Wire.open(url, load.headers)),
  );
  const began = performance.now();
  const ends = began + WARM_UP_MS + load.seconds * 1000;
  const times: number[] = [];
  const waiting: number[] = [];
  let [failed, underWay] = [0, 0];

  const free = [...wires];
  const send = (wire: Wire, due: number) => {
    underWay += 1;
    wire.ask((good) => {
      underWay -= 1;
      const now = performance.now();
      if (!good) failed += 1;
      else if (due >= began + WARM_UP_MS && due < ends) times.push(now - due);
      const next = load.rate === undefined && now < ends ? now : waiting.shift();
      if (next === undefined) free.push(wire);
      else send(wire, next);
    });
  };

  if (load.rate === undefined) free.splice(0).forEach((wire) => send(wire, performance.now()));
  const gap = load.rate === undefined ? Infinity : 1000 / load.rate;
  let due = began + gap;
  await new Promise<void>((resolve) => {
    const turn = () => {
      const now = performance.now();
      for (; due <= now && due < ends; due += gap) {
        const wire = free.pop();
        if (wire) send(wire, due);
        else waiting.push(due);
      }
      if ((now >= ends && underWay === 0) || now >= ends + PATIENCE_MS) resolve();
      else setImmediate(turn);
    };
    turn();
  });
  wires.forEach((wire) => wire.close());
  return {
    perSecond: times.length / load.seconds,
    failed: failed + waiting.length,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    max: Math.max(...times.slice(0, 100_000)),
  };
}

process.stdout.write(JSON.stringify(await generate(JSON.parse(process.argv[2] ?? '{}') as Load)));
