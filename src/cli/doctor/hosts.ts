// The doctor's way to the login host and the API host: DNS, TCP, TLS, and whose clock is right.
import type { Socket } from 'node:net';
import type { Finding } from '../../rules/finding.js';
import { diagnoseClock, diagnoseHost, type HostStep } from '../../rules/host-diagnosis.js';
import type { Clock } from '../../runtime/clock.js';
import { skipped, type Notes } from './notes.js';
import { addressesOf, clockSkew, openSocket, ProbeError, shakeHands } from './probe.js';

/** What a look at a host needs. */
export interface HostParts {
  readonly notes: Notes;
  readonly clock: Clock;
  readonly progress: (step: string) => void;
  /** Host of the proxy that the environment names. */
  readonly proxy: string | undefined;
}

/** Notes the three steps to `origin`. @returns whether it can be reached, or may be through a proxy */
export async function checkHost(which: 'login' | 'API', origin: string, parts: HostParts): Promise<boolean> {
  const { notes, clock, progress, proxy } = parts;
  const { hostname, port: given, protocol } = new URL(origin);
  const secure = protocol === 'https:';
  const port = Number(given || (secure ? 443 : 80));
  // An IPv6 address stands in brackets in a URL.
  const host = hostname.replace(/^\[|\]$/g, '');
  progress(`reaching ${hostname}`);

  let reached = true;
  const look = async <T>(step: HostStep, work: () => Promise<T>, say: (found: T) => string) => {
    const { finding, found } = await outcome(step, `${hostname}:${port}`, work, say, proxy);
    notes.add(`${which.toLowerCase()}-${step}`, title(step, which), finding);
    reached &&= finding.status !== 'failed';
    return found;
  };
  const skip = (step: HostStep, why: string) =>
    void notes.add(`${which.toLowerCase()}-${step}`, title(step, which), skipped(why));

  const addresses = await look(
    'dns',
    () => addressesOf(host, clock),
    (found) => (found[0] === host ? `${host} is an address.` : `${host} is ${found.slice(0, 4).join(', ')}.`),
  );
  if (!addresses) {
    skip('tcp', 'The name is not known.');
    skip('tls', 'The name is not known.');
    return reached;
  }
  const socket = await look(
    'tcp',
    () => openSocket(addresses, port, clock),
    (open: Socket) => `${open.remoteAddress} takes connections on port ${port}.`,
  );
  if (!socket) skip('tls', 'There is no connection.');
  else if (!secure) skip('tls', 'The address begins with http://, nothing is encrypted: for tests only.');
  else
    await look(
      'tls',
      () => shakeHands(socket, host, clock),
      (protocolName) => `${protocolName}, and the certificate is good.`,
    );
  socket?.destroy();
  return reached;
}

function title(step: HostStep, which: string): string {
  return `${step.toUpperCase()} ${step === 'dns' ? 'of' : 'to'} the ${which} host`;
}

async function outcome<T>(
  step: HostStep,
  host: string,
  work: () => Promise<T>,
  say: (found: T) => string,
  proxy: string | undefined,
): Promise<{ finding: Finding; found?: T }> {
  try {
    const found = await work();
    return { finding: { status: 'ok', detail: say(found) }, found };
  } catch (fault) {
    const code = fault instanceof ProbeError ? fault.code : 'UNKNOWN';
    return { finding: diagnoseHost(step, host, code, proxy) };
  }
}

/** Notes how far our clock is from that of the first of `origins` that says the time. */
export async function checkClock(origins: readonly string[], { notes, clock }: HostParts): Promise<void> {
  for (const origin of origins) {
    const skew = await clockSkew(origin, clock).catch(() => undefined);
    if (skew !== undefined) return void notes.add('clock', 'Clock', diagnoseClock(skew));
  }
  notes.add('clock', 'Clock', skipped('No answer said what time it is there.'));
}
