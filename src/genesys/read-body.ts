// Reads the body of an answer as fast as the budget of bytes lets it.
import { decodeBody } from '../network/content-encoding.js';
import type { BodyAccount, BodyHolder } from './body-budget.js';

/** Against whose account an answer is read, and what ends that. */
interface Reading {
  readonly account: BodyAccount;
  readonly signal: AbortSignal;
}

/**
 * All bytes of `body`. While there is no room the rest is not taken from its connection.
 * @throws BodiesTooLarge, BodiesFull, or what the body fails with
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  { account, signal }: Reading,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    await account.take(chunk.length, signal);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * `bytes` without their compression, which may make `most` bytes of them.
 * @throws EncodingFault, or as `readBody`
 */
export async function decompressed(
  bytes: Buffer,
  encoding: string | undefined,
  most: number,
  { account, signal }: Reading,
): Promise<Buffer> {
  if (encoding === undefined) return bytes;
  await account.take(most, signal);
  let result: Buffer | undefined;
  try {
    return (result = await decodeBody(bytes, encoding, most));
  } finally {
    account.giveBack(most - (result?.length ?? 0));
  }
}

/** Holds an answer until it is read. */
export function briefHolder(): BodyHolder & { done(): void } {
  const releases: Array<() => void> = [];
  return {
    whenDone: (release) => void releases.push(release),
    done: () => releases.splice(0).forEach((release) => release()),
  };
}
