// Which hosts a listener may have, and which of them only this machine reaches.
import { BlockList, isIP, isIPv6 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$/i;

/** Whether `host` is an IP address or a host name (no scheme, port or brackets). */
export function isHost(host: string): boolean {
  // Digits and dots that are no address ("10.0.1") would be asked of DNS, or guessed at by the system.
  return isIP(host) !== 0 || (HOST_NAME.test(host) && !/^[\d.]+$/.test(host));
}

/** Whether only this machine reaches `host`: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}

/** Whether two listeners on one port of these hosts get in each other's way. */
export function hostsOverlap(one: string, other: string): boolean {
  const hosts = [one.toLowerCase(), other.toLowerCase()];
  if (hosts[0] === hosts[1] || hosts.includes('::')) return true;
  if (hosts.includes('0.0.0.0')) return !hosts.some((host) => isIPv6(host));
  return hosts.includes('localhost') && (hosts.includes('127.0.0.1') || hosts.includes('::1'));
}
