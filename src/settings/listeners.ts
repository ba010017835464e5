// The two listeners: their certificate, the admin key, and what host, port and auth mean together.
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { keyDigest } from '../domain/key-digest.js';
import { FaultList } from './faults.js';
import { hostsOverlap, isLoopback } from './hosts.js';
import { KEY_ALLOWED, keyProblem } from './key-text.js';
import type { MergedSettings } from './schema.js';
import { readSecret } from './secrets.js';
import { readText } from './secret-text.js';
import type { AdminDoor, Secret, TlsSettings } from './types.js';

type TlsFiles = NonNullable<MergedSettings['tls']>;

/** The certificate and key of a listener; undefined without TLS, or after a fault. @param section its file key */
export function readTls(
  section: 'tls' | 'admin.tls',
  files: TlsFiles = {},
  faults: FaultList,
): TlsSettings | undefined {
  const cert = readPem(section, 'certFile', files, faults);
  const key = readPem(section, 'keyFile', files, faults);
  const certWorks = cert !== undefined && works({ cert });
  const keyWorks = key !== undefined && works({ key });
  if (cert !== undefined && !certWorks) {
    faults.add(`${section}.certFile`, 'names a file that holds no certificate', 'a certificate chain in PEM');
  }
  if (key !== undefined && !keyWorks) {
    faults.add(
      `${section}.keyFile`,
      'names a file that holds no usable private key',
      'a private key in PEM, without a passphrase',
    );
  }
  if (!certWorks || !keyWorks) return undefined;
  if (works({ cert, key })) return { cert, key };
  faults.add(
    `${section}.keyFile`,
    'names a key that does not belong to the certificate',
    'the key of the first certificate of the chain',
  );
  return undefined;
}

function readPem(
  section: string,
  which: 'certFile' | 'keyFile',
  files: TlsFiles,
  faults: FaultList,
): string | undefined {
  const other = which === 'certFile' ? 'keyFile' : 'certFile';
  const path = files[which];
  if (path === undefined) {
    if (files[other] !== undefined && !faults.has(`${section}.${which}`)) {
      faults.add(
        `${section}.${which}`,
        `is missing while ${section}.${other} is set`,
        'both of them, or neither for plain HTTP',
      );
    }
    return undefined;
  }
  const read = readText(path, faults);
  if ('text' in read) return read.text;
  faults.add(`${section}.${which}`, read.problem, 'a readable file in PEM');
  return undefined;
}

function works(options: SecureContextOptions): boolean {
  try {
    createSecureContext(options);
    return true;
  } catch {
    return false;
  }
}

/** The digest of the admin key; undefined without one, or after a fault. */
export function readAdminKey({ admin }: MergedSettings, faults: FaultList): string | undefined {
  if (admin.keyDigest !== undefined) return admin.keyDigest.replace(/^sha256:/, '');
  const key = adminKey(admin, faults);
  return key && keyDigest(key.value);
}

function adminKey({ key, keyFile }: MergedSettings['admin'], faults: FaultList): Secret | undefined {
  const rule = { key: 'admin.key', problemOf: keyProblem, allowed: `a file that holds ${KEY_ALLOWED}` };
  return readSecret({ text: key, file: keyFile }, rule, faults);
}

/** The way to one's own admin listener; without a key where there is none, or only its digest. */
export function readAdminDoor({ admin }: MergedSettings): AdminDoor {
  // Its faults are told where the listeners are read.
  const key = adminKey(admin, new FaultList());
  return { host: admin.host, port: admin.port, encrypted: isEncrypted(admin), ...(key && { key }) };
}

/** Whether the admin listener speaks HTTPS, by what is set alone. */
export const isEncrypted = ({ tls = {} }: MergedSettings['admin']): boolean =>
  tls.certFile !== undefined && tls.keyFile !== undefined;

/** Adds a fault if both listeners want one port of one host. Port 0 is a free port for each. */
export function checkPorts({ host, port, admin }: MergedSettings, faults: FaultList): void {
  if (['host', 'port', 'admin.host', 'admin.port'].some((key) => faults.has(key))) return;
  if (port === 0 || port !== admin.port || !hostsOverlap(host, admin.host)) return;
  faults.add(
    'admin.port',
    `is ${port}, the port of the public listener (port, PORT) too`,
    'two different ports',
  );
}

/** Adds a fault if nobody could ask, or anybody from anywhere. `callers`: whether any was declared. */
export function checkAuth({ auth, host }: MergedSettings, callers: boolean, faults: FaultList): void {
  if (faults.has('auth')) return;
  if (auth === 'none' && !faults.has('host') && !isLoopback(host)) {
    faults.add(
      'auth',
      `is none, and host (HOST) is ${host}: anybody could ask`,
      'keys with callers; or none with the host 127.0.0.1, ::1 or localhost',
    );
  }
  if (auth === 'keys' && !callers && !faults.has('callers') && !faults.has('CONFIG_FILE')) {
    faults.add(
      'callers',
      'has no caller, so nobody could ask',
      'set CALLER_KEYS=name:key, or write callers into the file; or auth: none (AUTH) on a loopback host',
    );
  }
}

/** Node refuses a request that may take longer for its headers than as a whole. */
export function checkTimeouts({ http }: MergedSettings, faults: FaultList): void {
  const { headersTimeout, requestTimeout } = http;
  if (requestTimeout === 0 || (headersTimeout > 0 && headersTimeout <= requestTimeout)) return;
  faults.add(
    'http.headersTimeout',
    `is longer than http.requestTimeout (${headersTimeout || 'no limit'} against ${requestTimeout})`,
    'at most http.requestTimeout, which covers headers and body; 0 there means no limit',
  );
}
