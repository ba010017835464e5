// How many file descriptors this process may have, and whether one is left.
import { open, close, readFileSync } from 'node:fs';

/** Most systems' default, where the system doesn't say. */
const USUAL_LIMIT = 1_024;

/** The limit on open files; node has raised the soft one to the hard one at its start. */
export function descriptorLimit(): number {
  try {
    const found = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return found === 'unlimited' ? Infinity : Number(found ?? USUAL_LIMIT);
  } catch {
    return USUAL_LIMIT;
  }
}

/**
 * Tries whether a descriptor can be had: where there is none, libuv resets new connections and tells nobody.
 * @returns EMFILE (this process has none left) or ENFILE (the machine has none), or undefined
 */
export function missingDescriptor(): Promise<'EMFILE' | 'ENFILE' | undefined> {
  return new Promise((resolve) => {
    open('/dev/null', (fault, descriptor) => {
      if (fault) return resolve(fault.code === 'EMFILE' || fault.code === 'ENFILE' ? fault.code : undefined);
      close(descriptor, () => resolve(undefined));
    });
  });
}
