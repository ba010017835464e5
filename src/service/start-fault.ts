// What a start that failed says: one readable text, without a stack unless it is a bug.
import { SettingsError } from '../settings/load.js';

/** @param listeners how the user moves the listeners */
export function startFault(
  fault: unknown,
  listeners = 'HOST and PORT, or ADMIN_HOST and ADMIN_PORT',
): string {
  if (fault instanceof SettingsError) return fault.message;
  const { code, syscall, address, port } = fault as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (syscall === 'listen') {
    return `Cannot listen on ${address}:${port} (${code}): choose another address with ${listeners}, or free it.`;
  }
  return `Cannot start: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`;
}
