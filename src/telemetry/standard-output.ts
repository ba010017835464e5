// Standard output as a place for batches of log lines: a pipe, a socket, a file or a terminal.
import { fstatSync, write, writeSync } from 'node:fs';
import type { LogSink } from './log-writer.js';

const STDOUT = 1;

/**
 * A pipe or socket takes what it can and tells when it took the rest. A file is written to off the event loop,
 * as its disk may be slow or full.
 */
export function standardOutput(): LogSink {
  if (isFile(STDOUT)) return fileSink(STDOUT);
  // Each write tells of its fault by itself; without a listener a reader that has gone would end the process.
  process.stdout.on('error', () => undefined);
  return (batch, done) => void process.stdout.write(batch, done);
}

/** Batches appended to the file behind `fd`. */
function fileSink(fd: number): LogSink {
  return (batch, done) => {
    const bytes = Buffer.from(batch);
    const writeFrom = (offset: number) =>
      write(fd, bytes, offset, bytes.length - offset, null, (error, written) => {
        if (error || offset + written >= bytes.length) done(error);
        else writeFrom(offset + written);
      });
    writeFrom(0);
  };
}

/** The last words of a process that ends unexpectedly; who does not read now does not get them. */
export function lastWords(batch: string): void {
  try {
    if (batch !== '') writeSync(STDOUT, batch);
  } catch {
    // A full pipe or disk.
  }
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}
