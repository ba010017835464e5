// Files of certificate authorities.
import { X509Certificate } from 'node:crypto';
import type { FaultList } from './faults.js';
import { readText } from './secret-text.js';

const CERTIFICATE_BEGINS = '-----BEGIN CERTIFICATE-----';

/** The text of the PEM file at `path`, which the setting `key` names; undefined after a fault. */
export function readAuthorities(key: string, path: string, faults: FaultList): string | undefined {
  const read = readText(path, faults);
  if ('problem' in read) {
    faults.add(key, read.problem, 'a readable file in PEM');
    return undefined;
  }
  try {
    // TLS itself passes over what it can't read, and would trust nobody.
    const [, ...certificates] = read.text.split(CERTIFICATE_BEGINS);
    for (const certificate of certificates) new X509Certificate(CERTIFICATE_BEGINS + certificate);
    if (certificates.length > 0) return read.text;
  } catch {
    // Told below.
  }
  faults.add(key, 'names a file that holds no certificate', 'certificate authorities in PEM');
  return undefined;
}
