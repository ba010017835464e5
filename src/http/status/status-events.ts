// The status report as server-sent events: at once, every two seconds, and sooner when a problem begins or ends.
import type { RequestHandler, Response } from 'express';
import { ServiceError } from '../../domain/errors.js';
import type { Cancel } from '../../runtime/clock.js';
import type { HttpDependencies } from '../dependencies.js';
import { statusText } from './status-report.js';

const EVERY_MS = 2_000;
/** Changes within this time are told together. */
const TOGETHER_MS = 250;
/** Each stream costs a report; a page that is reloaded leaves none behind. */
const MOST = 50;
/** A reader that is so far behind gets nothing more until it has caught up. */
const MOST_UNSENT_BYTES = 1_048_576;

/** `GET /status/events` */
export function statusEvents(dependencies: HttpDependencies): RequestHandler {
  const { clock, journal, readiness } = dependencies;
  const streams = new Set<Response>();
  let timer: Cancel | undefined;
  let soon = false;
  const sleep = (ms: number) => {
    timer?.();
    timer = streams.size > 0 ? clock.after(ms, () => void tell()) : undefined;
  };
  const tell = async () => {
    soon = false;
    try {
      const event = await eventOf(dependencies);
      for (const stream of streams) if (stream.writableLength < MOST_UNSENT_BYTES) stream.write(event);
    } catch (error) {
      // The page asks /status itself then, which answers with the fault; nothing here may end the process.
      dependencies.logger.error({ error }, 'the status could not be told');
    }
    sleep(EVERY_MS);
  };
  /** What can't be told now is told, or not, at the next turn. */
  const begin = async (stream: Response) => {
    const event = await eventOf(dependencies).catch(() => undefined);
    if (event !== undefined && !stream.writableEnded) stream.write(event);
    if (readiness.state === 'draining') stream.end();
  };
  journal.problems.onChange(() => {
    if (soon || streams.size === 0) return;
    soon = true;
    sleep(TOGETHER_MS);
  });
  // An open stream must not hold up the end of the process; the page goes on with whoever answers next.
  const end = () => streams.forEach((stream) => stream.end());
  readiness.onDrain(end);
  // Who may see it is asked anew.
  dependencies.access.onReplace(end);
  return (request, response) => {
    if (streams.size >= MOST)
      throw new ServiceError('too_many_streams', { detail: `${MOST} pages are being told already.` });
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // A connection that goes with its stream holds up no shutdown.
      Connection: 'close',
      // Proxies such as nginx would hold events back.
      'X-Accel-Buffering': 'no',
    });
    if (request.method === 'HEAD') return void response.end();
    response.once('close', () => {
      streams.delete(response);
      if (streams.size === 0) sleep(EVERY_MS);
    });
    streams.add(response);
    response.write(`retry: ${EVERY_MS}\n\n`);
    void begin(response);
    if (!timer) sleep(EVERY_MS);
  };
}

async function eventOf(dependencies: HttpDependencies): Promise<string> {
  return `event: status\ndata: ${await statusText(dependencies)}\n\n`;
}
