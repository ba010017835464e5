// Remembers by what a request said of itself: its raw target and its verified caller header together.
import type { IncomingMessage } from 'node:http';
import { Memory, type BoundedMap } from '../../runtime/memory.js';

/** Where something is remembered: a target as it was sent, and the header that named the caller. */
export interface MemoKey {
  readonly target: string;
  readonly credential: string;
}

/** Undefined for anything unusual: a body, another method, no credential. */
export function memoKeyOf({ method, url = '', headers }: IncomingMessage): MemoKey | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return undefined;
  const { authorization = '', 'x-api-key': apiKey } = headers;
  if (apiKey === undefined)
    return authorization === '' ? undefined : { target: url, credential: authorization };
  // No header holds a line break: one header, the other and both can't be taken for each other.
  return typeof apiKey === 'string' ? { target: url, credential: `${authorization}\n${apiKey}` } : undefined;
}

/** A value that is remembered; its id is short, so that no string is joined to look one up. */
interface Remembered<V> {
  readonly id: string;
  readonly key: MemoKey;
  readonly value: V;
  bytes: number;
}

/** A bounded memo: when it is full what was longest unused goes. */
export class QuestionMemo<V> {
  /** By target and then by credential. */
  readonly #byTarget = new Map<string, Map<string, Remembered<V>>>();
  readonly #inUse: BoundedMap<Remembered<V>>;
  #ids = 0;

  /** @param most values held at most @param memory against whose limit they count */
  constructor(most: number, memory = new Memory(Infinity)) {
    this.#inUse = memory.map<Remembered<V>>({
      most,
      weigh: ({ bytes }) => bytes,
      onEvicted: ({ key }) => this.#remove(key),
    });
  }

  get size(): number {
    return this.#inUse.size;
  }

  get({ target, credential }: MemoKey): V | undefined {
    return this.#byTarget.get(target)?.get(credential)?.value;
  }

  /** @param bytes what it takes, about @param owner on whose account it is kept */
  set(key: MemoKey, value: V, bytes = 0, owner?: string): void {
    const { target, credential } = key;
    const known = this.#byTarget.get(target)?.get(credential);
    if (known) this.#inUse.delete(known.id);
    const callers = this.#byTarget.get(target) ?? new Map<string, Remembered<V>>();
    this.#byTarget.set(target, callers);
    const remembered = { id: String((this.#ids += 1)), key, value, bytes };
    callers.set(credential, remembered);
    this.#inUse.set(remembered.id, remembered, owner);
  }

  /** Notes that a place is in use. */
  touch({ target, credential }: MemoKey): void {
    const known = this.#byTarget.get(target)?.get(credential);
    if (known) this.#inUse.get(known.id);
  }

  /** What is remembered takes so many bytes now. */
  reweigh({ target, credential }: MemoKey, bytes: number): void {
    const known = this.#byTarget.get(target)?.get(credential);
    if (!known || known.bytes === bytes) return;
    known.bytes = bytes;
    this.#inUse.reweigh(known.id);
  }

  clear(): void {
    this.#byTarget.clear();
    this.#inUse.clear();
  }

  #remove({ target, credential }: MemoKey): void {
    const callers = this.#byTarget.get(target);
    callers?.delete(credential);
    if (callers?.size === 0) this.#byTarget.delete(target);
  }
}
