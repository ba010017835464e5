// Reads a login's answer that simple-oauth2 could not: compressed although nobody asked for that, or with a byte
// order mark before its JSON.
import type { IncomingMessage } from 'node:http';
import { decodeBody, textOf } from '../network/content-encoding.js';

/** What of it could be read. */
interface LoginAnswer {
  readonly res: Pick<IncomingMessage, 'statusCode' | 'headers'>;
  readonly payload: unknown;
}

/**
 * The answer within `fault`, undefined where there is none or its JSON can't be had.
 * @param most bytes of the text
 * @throws EncodingFault
 */
export async function rereadAnswer(fault: unknown, most: number): Promise<LoginAnswer | undefined> {
  const { res, payload } =
    (fault as { data?: { res?: IncomingMessage; payload?: unknown } } | undefined)?.data ?? {};
  if (!res || !Buffer.isBuffer(payload)) return undefined;
  const text = textOf(await decodeBody(payload, res.headers['content-encoding'], most));
  try {
    return { res, payload: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
