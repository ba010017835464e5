// Reads a request's body, which is never long here.
import type { IncomingMessage } from 'node:http';

const LONGEST_BODY_BYTES = 65_536;

/** The body as text. @throws Error when it is longer than `longest` bytes or the caller leaves before its end. */
export async function readBody(request: IncomingMessage, longest = LONGEST_BODY_BYTES): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > longest) throw new Error('The body is too long.');
  }
  return Buffer.concat(chunks).toString('utf8');
}
