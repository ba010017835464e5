// Remembers by what a request said of itself: its raw target and its verified caller header together.
import type { IncomingMessage } from 'node:http';

/** Where something is remembered: a target as it was sent, and the header that named the caller. */
export interface Place {
  readonly target: string;
  readonly credential: string;
}

/** Undefined for anything unusual: a body, another method, no credential. */
export function placeOf({ method, url = '', headers }: IncomingMessage): Place | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return undefined;
  const { authorization = '', 'x-api-key': apiKey } = headers;
  if (apiKey === undefined)
    return authorization === '' ? undefined : { target: url, credential: authorization };
  // No header holds a line break: one header, the other and both can't be taken for each other.
  return typeof apiKey === 'string' ? { target: url, credential: `${authorization}\n${apiKey}` } : undefined;
}

/** A bounded memo: when it is full the target that was longest unused goes, with all its callers. */
export class QuestionMemo<V> {
  /** By target, longest unused first, and then by credential: no string is joined to look one up. */
  readonly #byTarget = new Map<string, Map<string, V>>();
  readonly #most: number;
  #size = 0;

  /** @param most values held at most */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  get({ target, credential }: Place): V | undefined {
    return this.#byTarget.get(target)?.get(credential);
  }

  set({ target, credential }: Place, value: V): void {
    const callers = this.#byTarget.get(target) ?? new Map<string, V>();
    if (!callers.has(credential)) this.#size += 1;
    callers.set(credential, value);
    this.#byTarget.delete(target);
    this.#byTarget.set(target, callers);
    this.#forgetOldest();
  }

  /** Notes that a target is in use. */
  touch({ target }: Place): void {
    const callers = this.#byTarget.get(target);
    if (!callers) return;
    this.#byTarget.delete(target);
    this.#byTarget.set(target, callers);
  }

  clear(): void {
    this.#byTarget.clear();
    this.#size = 0;
  }

  #forgetOldest(): void {
    for (const [target, callers] of this.#byTarget) {
      if (this.#size <= this.#most) return;
      this.#size -= callers.size;
      this.#byTarget.delete(target);
    }
  }
}
