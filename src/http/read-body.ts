// Reads the body of a request, at most so much of it: a longer one is refused when that shows.
import { isUtf8 } from 'node:buffer';
import { gunzipSync, inflateSync, brotliDecompressSync } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { ServiceError } from '../domain/errors.js';

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** ASCII is UTF-8 too. */
const CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

type Decode = (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer;
const DECODERS: Readonly<Record<string, Decode>> = {
  identity: (body) => body,
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * Puts a JSON object or a form into `request.body`; a request without a body passes.
 * @param types those that are taken; the first is what a body without a type is read as
 * @throws ServiceError `body_too_large` before anything is read where the length is announced,
 * `unsupported_media_type`, `invalid_body`
 */
export function readBody(limitBytes: number, types: readonly [string, ...string[]]): RequestHandler {
  return async (request, response, next) => {
    const length = request.headers['content-length'];
    if (length === '0' || (length === undefined && request.headers['transfer-encoding'] === undefined))
      return next();
    if (Number(length ?? 0) > limitBytes) throw tooLarge(limitBytes);
    const type = typeOf(request, types);
    const decode = DECODERS[request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'];
    if (!decode)
      throw new ServiceError('unsupported_media_type', { detail: 'The content encoding is not known.' });
    askForIt(request, response);
    const text = decoded(await bytesOf(request, limitBytes), decode, limitBytes);
    if (text !== '') request.body = type === FORM_TYPE ? readForm(text) : readJson(text, isTyped(request));
    next();
  };
}

/** The media type of the body; one that is absent or empty is what the route reads first. */
function typeOf({ headers }: Request, types: readonly [string, ...string[]]): string {
  const [named = '', ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim());
  const type = named === '' ? types[0] : named.toLowerCase();
  if (!types.includes(type)) throw new ServiceError('unsupported_media_type');
  const charset = parameters.map((one) => /^charset\s*=\s*"?([^"]*)"?$/i.exec(one)?.[1]).find(Boolean);
  if (charset === undefined || CHARSETS.has(charset.trim().toLowerCase())) return type;
  throw notUtf8();
}

const notUtf8 = () =>
  new ServiceError('unsupported_media_type', { detail: 'The body is not UTF-8.', hint: 'Send it as UTF-8.' });

const isTyped = ({ headers }: Request) => Boolean(headers['content-type']?.trim());

/** RFC 9110 section 10.1.1: who waits to be asked for the body is asked once nothing speaks against it. */
function askForIt({ headers }: Request, response: Response): void {
  if (headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
}

/** All bytes of the body. What comes after the limit is read and thrown away until the answer is out. */
function bytesOf(request: Request, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) return void chunks.push(chunk);
      request.off('data', take);
      request.resume();
      reject(tooLarge(limitBytes));
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    const brokenOff = () => reject(new ServiceError('invalid_body', { detail: 'The body broke off.' }));
    request.once('error', brokenOff);
    request.once('close', brokenOff);
    // The client left before its turn came: nothing more is heard of it.
    if (request.destroyed) brokenOff();
  });
}

function decoded(body: Buffer, decode: Decode, limitBytes: number): string {
  const bytes = plainBytes(body, decode, limitBytes);
  // Otherwise it would be read as other letters, and count nobody.
  if (!isUtf8(bytes)) throw notUtf8();
  return new TextDecoder().decode(bytes);
}

function plainBytes(body: Buffer, decode: Decode, limitBytes: number): Buffer {
  try {
    return decode(body, { maxOutputLength: limitBytes });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limitBytes);
    throw new ServiceError('invalid_body', { detail: 'The body is not encoded as it says.' });
  }
}

/** @param typed whether the request says that it is JSON */
function readJson(text: string, typed: boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  if (typed) throw new ServiceError('invalid_body');
  const detail = 'The body has no Content-Type, and is not JSON.';
  throw new ServiceError('unsupported_media_type', { detail });
}

function readForm(text: string): Record<string, string | string[]> {
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const [first = '', ...more] = form.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

const tooLarge = (limitBytes: number) =>
  new ServiceError('body_too_large', { detail: `The body is longer than ${limitBytes} bytes.` });
