// The renderings of a snapshot: each page in each format is written once and kept as bytes.
import { createHash } from 'node:crypto';
import type { Snapshot } from '../domain/model.js';
import { Memory, textBytes, type BoundedMap } from '../runtime/memory.js';

/** Bytes that can be sent as they are. */
export interface Rendering {
  readonly contentType: string;
  readonly body: Buffer;
  /** A strong validator of the body (RFC 9110 section 8.8.3), quotes included. */
  readonly etag: string;
}

/** Renderings of one snapshot that are kept at most. */
const MAX_RENDERINGS = 256;

/** What a rendering costs beside its body. */
const RENDERING_BYTES = 500;
/** Room for the renderings of an empty snapshot. */
const MIN_RENDERING_BYTES = 2_000;

/** By the list of members: a snapshot that was confirmed has the same list and another age. */
const renderings = new WeakMap<Snapshot['members'], BoundedMap<Rendering>>();

/**
 * Bytes of renderings that are kept of a snapshot: as many as all its members take once. Callers who ask for many page
 * sizes get some of them written again, and don't fill the memory.
 */
const roomFor = ({ members }: Snapshot) =>
  members.reduce((sum, { json }) => sum + Buffer.byteLength(json) + 1, MIN_RENDERING_BYTES);

const boundedRenderings = (snapshot: Snapshot) =>
  new Memory(roomFor(snapshot)).map<Rendering>({
    most: MAX_RENDERINGS,
    weigh: ({ body }) => body.length + RENDERING_BYTES,
  });

/**
 * The rendering of `snapshot` under `name`, written by `write` when it is asked for the first time. It
 * goes when the snapshot goes.
 */
export function renderingOf(snapshot: Snapshot, name: string, write: () => Rendering): Rendering {
  const known = renderings.get(snapshot.members) ?? boundedRenderings(snapshot);
  renderings.set(snapshot.members, known);
  const ready = known.get(name);
  if (ready) return ready;
  const fresh = write();
  known.set(name, fresh);
  return fresh;
}

/** Longer bodies are not hashed if they have a name: hashing would block the event loop. */
const LONG_BODY_BYTES = 262_144;

/** `text` as ready bytes. @param name unique to this body, if it has one: hashed in place of a long body */
export function toRendering(contentType: string, text: string, name?: string): Rendering {
  const body = Buffer.from(text, 'utf8');
  const named = name !== undefined && body.length > LONG_BODY_BYTES;
  const hash = createHash('sha256').update(named ? name : body);
  return { contentType, body, etag: `"${hash.digest('base64url').slice(0, 27)}"` };
}

/** What a member costs beside its text: the object, its ids, its place in lists. */
const MEMBER_BYTES = 300;
/** The snapshot itself, what is known of it in numbers, and the order of its renderings. */
const SNAPSHOT_BYTES = 4_000;

/** Estimated bytes that a snapshot takes under a key, with its renderings. */
export function weight(snapshot: Snapshot, key = ''): number {
  const texts = snapshot.members.reduce(
    (sum, { json }) => sum + bytesOf(json) + MEMBER_BYTES,
    SNAPSHOT_BYTES,
  );
  return texts + roomFor(snapshot) + 2 * textBytes(key);
}

/** V8 holds a text with a single byte for each character unless one of them needs more. */
function bytesOf(text: string): number {
  return Buffer.byteLength(text) === text.length ? text.length : textBytes(text);
}
