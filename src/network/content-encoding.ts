// Undoes the compression of an answer for which nobody asked: some boxes in between compress all the same.
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

/** The answer is compressed in a way that can't be undone here, or in none that it names. */
export class EncodingFault extends Error {
  override readonly name = 'EncodingFault';
  /** @param encoding fit for people: letters, digits and a few marks */
  constructor(readonly encoding: string) {
    super(`content-encoding ${encoding}`);
  }
}

const [unzip, unbrotli, undeflate, undeflateRaw] = [
  promisify(gunzip),
  promisify(brotliDecompress),
  promisify(inflate),
  promisify(inflateRaw),
];

/**
 * `body` without its compression.
 * @param encoding header `content-encoding`
 * @param most bytes that may come of it: a small body can hide a large one
 * @throws {EncodingFault}
 */
export async function decodeBody(body: Buffer, encoding: string | undefined, most: number): Promise<Buffer> {
  const named = (encoding ?? '').toLowerCase().split(',');
  const names = named.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  let result = body;
  // Listed in the order in which they were applied (RFC 9110 section 8.4).
  for (const name of names.reverse()) {
    const undo = names.length > 2 ? undefined : UNDO[name];
    try {
      if (undo) result = await undo(result, { maxOutputLength: most });
    } catch {
      throw new EncodingFault(cleanName(name));
    }
    if (!undo) throw new EncodingFault(cleanName(name));
  }
  return result;
}

type Undo = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** `deflate` is zlib's format by the standard, and the bare one in practice as well. */
const eitherDeflate: Undo = (body, options) =>
  undeflate(body, options).catch(() => undeflateRaw(body, options));

const UNDO: Readonly<Record<string, Undo | undefined>> = {
  __proto__: null as unknown as undefined,
  gzip: unzip,
  'x-gzip': unzip,
  br: unbrotli,
  deflate: eitherDeflate,
};

const cleanName = (name: string): string => name.replace(/[^\w.-]/g, '').slice(0, 20) || 'unknown';

/** Text of UTF-8 without the byte order mark that some boxes put before it. */
export function textOf(body: Buffer): string {
  const text = body.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
