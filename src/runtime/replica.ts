// How this process is told from the others that do the same.
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/**
 * For people: the name of the host, which in Kubernetes is that of the pod, and four hex digits, which tell it from
 * others on this host and from the one that ran before it.
 */
export const REPLICA = `${hostname()}-${randomBytes(2).toString('hex')}`;

/** A name that no other process has, also not the next one on this host. */
export function processName(): string {
  return `${REPLICA} ${process.pid} ${randomBytes(4).toString('hex')}`;
}
