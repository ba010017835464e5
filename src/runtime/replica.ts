// How this process is told from the others that do the same.
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** For people: the name of the host, which in Kubernetes is that of the pod. */
export const REPLICA = hostname();

/** A name that no other process has, also not the next one on this host. */
export function processName(): string {
  return `${REPLICA} ${process.pid} ${randomBytes(4).toString('hex')}`;
}
