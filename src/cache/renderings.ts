// A snapshot owns its renderings: each page and form of it is written once and then stands as ready bytes.
import { createHash } from 'node:crypto';
import type { Snapshot } from '../domain/model.js';

/** Bytes that can be sent as they are. */
export interface Rendering {
  readonly contentType: string;
  readonly body: Buffer;
  /** A strong validator of the body (RFC 9110 section 8.8.3), quotes included. */
  readonly etag: string;
}

/** Renderings of one snapshot that are kept; a caller that walks odd page sizes must not fill the memory. */
const MAX_RENDERINGS = 256;

const renderings = new WeakMap<Snapshot, Map<string, Rendering>>();

/**
 * The rendering of `snapshot` under `name`, written by `write` when it is asked for the first time. It
 * goes when the snapshot goes.
 */
export function renderingOf(snapshot: Snapshot, name: string, write: () => Rendering): Rendering {
  const known = renderings.get(snapshot) ?? new Map<string, Rendering>();
  renderings.set(snapshot, known);
  const ready = known.get(name);
  if (ready) return ready;
  if (known.size >= MAX_RENDERINGS) known.clear();
  const fresh = write();
  known.set(name, fresh);
  return fresh;
}

/** `text` as ready bytes. */
export function toRendering(contentType: string, text: string): Rendering {
  const body = Buffer.from(text, 'utf8');
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  return { contentType, body, etag };
}

/** What a member costs beside its text: the object, its ids, its place in lists. */
const MEMBER_BYTES = 200;
const SNAPSHOT_BYTES = 1_000;

/** Estimated bytes that a snapshot takes with its renderings, which hold its members' texts once more. */
export function weight(snapshot: Snapshot): number {
  return snapshot.members.reduce((sum, { json }) => sum + 2 * json.length + MEMBER_BYTES, SNAPSHOT_BYTES);
}
