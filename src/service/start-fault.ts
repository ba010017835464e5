// What a start that failed says: one readable text, without a stack unless it is a bug.
import { SettingsError } from '../settings/load.js';

interface SystemFault extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
}

/** What to do about a listener that does not come about. */
const LISTEN_ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there; end it, or choose another port',
  EADDRNOTAVAIL: 'this machine has no such address; 0.0.0.0 (or :: with IPv6) is all it has',
  EACCES: 'this user may not; choose a port above 1023',
  EAFNOSUPPORT: 'this machine has no IPv6; choose an IPv4 address such as 0.0.0.0',
};

const NO_DESCRIPTORS =
  'this process has as many files and connections open as it may; raise the limit (ulimit -n, LimitNOFILE=)';

/** @param listeners how the user moves the listeners */
export function startFault(
  fault: unknown,
  listeners = 'HOST and PORT, or ADMIN_HOST and ADMIN_PORT',
): string {
  if (fault instanceof SettingsError) return fault.message;
  const { code = '', syscall, address, hostname, port } = fault as SystemFault;
  if (code === 'EMFILE' || code === 'ENFILE') return `Cannot start (${code}): ${NO_DESCRIPTORS}.`;
  if (syscall === 'listen') {
    const advice = LISTEN_ADVICE[code] ?? 'choose another address';
    return `Cannot listen on ${place(address, port)} (${code}): ${advice}. Set ${listeners}.`;
  }
  if (syscall === 'getaddrinfo')
    return `Cannot listen on ${hostname} (${code}): nobody knows a host of that name. Set ${listeners} to an IP address, or to a name of this machine.`;
  return `Cannot start: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`;
}

function place(address = '', port = 0): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
