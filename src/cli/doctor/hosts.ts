// Checks of the login host and the API host, over the same route as the service: DNS and TCP or a proxy, TLS, and
// whether our clock is right.
import type { Socket } from 'node:net';
import { ProxyFault } from '../../network/tunnel.js';
import type { OutboundRoute } from '../../network/outbound-route.js';
import type { Finding } from '../../domain/finding.js';
import { diagnoseClock, diagnoseHost, diagnoseProxy } from './host-diagnosis.rules.js';
import type { Clock } from '../../runtime/clock.js';
import { skipped, type Notes } from './notes.js';
import { addressesOf, clockSkew, openSocket, ProbeError, tlsHandshake } from './probe.js';

/** What the checks of a host depend on. */
interface HostDependencies {
  readonly notes: Notes;
  readonly clock: Clock;
  readonly progress: (step: string) => void;
  /** How the service reaches an address. */
  readonly wayTo: (url: string) => OutboundRoute;
}

type Which = 'login' | 'API';
type Step = 'dns' | 'tcp' | 'proxy' | 'tls';

/** A host that is checked. */
interface Target {
  readonly which: Which;
  readonly host: string;
  readonly port: number;
  /** Host and port, for people. */
  readonly name: string;
  readonly secure: boolean;
  readonly way: OutboundRoute;
}

/** Notes each step to `origin`; what fails is a warning. @returns whether all of them went well */
export async function checkHost(
  which: Which,
  origin: string,
  dependencies: HostDependencies,
): Promise<boolean> {
  const { hostname, port: given, protocol } = new URL(origin);
  const secure = protocol === 'https:';
  const port = Number(given || (secure ? 443 : 80));
  // An IPv6 address stands in brackets in a URL.
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { which, host, port, name: `${hostname}:${port}`, secure, way: dependencies.wayTo(origin) };
  dependencies.progress(`reaching ${hostname}`);
  const socket = await (target.way.tunnel
    ? throughProxy(target, dependencies)
    : directly(target, dependencies));
  if (!socket) return skip('tls', target, 'There is no connection.', dependencies);
  try {
    return await encrypted(socket, target, dependencies);
  } finally {
    socket.destroy();
  }
}

async function directly(target: Target, dependencies: HostDependencies): Promise<Socket | undefined> {
  const { host, port } = target;
  const addresses = await runStep(
    'dns',
    target,
    dependencies,
    () => addressesOf(host, dependencies.clock),
    (found) => (found[0] === host ? `${host} is an address.` : `${host} is ${found.slice(0, 4).join(', ')}.`),
  );
  if (!addresses) return void skip('tcp', target, 'The name is not known.', dependencies);
  return runStep(
    'tcp',
    target,
    dependencies,
    () => openSocket(addresses, port, dependencies.clock),
    (open) => `${open.remoteAddress} accepts connections on port ${port}.`,
  );
}

/** The proxy resolves the name and connects: DNS and TCP of this machine don't matter then. */
async function throughProxy(target: Target, dependencies: HostDependencies): Promise<Socket | undefined> {
  const { name, way } = target;
  return runStep(
    'proxy',
    target,
    dependencies,
    () => (way.tunnel as () => Promise<Socket>)(),
    () => `${name} is reached through proxy ${way.proxy}.`,
  );
}

async function encrypted(socket: Socket, target: Target, dependencies: HostDependencies): Promise<boolean> {
  const { host, secure, way } = target;
  if (!secure) {
    skip(
      'tls',
      target,
      'The address begins with http://, nothing is encrypted: for tests only.',
      dependencies,
    );
    return true;
  }
  const protocol = await runStep(
    'tls',
    target,
    dependencies,
    () => tlsHandshake(socket, host, way.secureContext, dependencies.clock),
    (name) => `${name}, and the certificate is good.`,
  );
  return protocol !== undefined;
}

/** Runs one step and notes its outcome. @returns what `work` found; undefined after a warning where it failed */
async function runStep<T>(
  step: Step,
  target: Target,
  { notes }: HostDependencies,
  work: () => Promise<T>,
  say: (found: T) => string,
): Promise<T | undefined> {
  const note = (finding: Finding) => notes.add(idOf(step, target), titleOf(step, target), finding);
  try {
    const found = await work();
    note({ status: 'ok', detail: say(found) });
    return found;
  } catch (fault) {
    note(diagnose(step, target, fault));
    return undefined;
  }
}

function diagnose(step: Step, { which, name, way }: Target, fault: unknown): Finding {
  if (fault instanceof ProxyFault) return diagnoseProxy(which, name, fault);
  const code = fault instanceof ProbeError ? fault.code : 'UNKNOWN';
  return diagnoseHost(step === 'proxy' ? 'tcp' : step, name, code, way.proxy);
}

function skip(step: Step, target: Target, why: string, { notes }: HostDependencies): false {
  notes.add(idOf(step, target), titleOf(step, target), skipped(why));
  return false;
}

const idOf = (step: Step, { which }: Target) => `${which.toLowerCase()}-${step}`;

function titleOf(step: Step, { which }: Target): string {
  if (step === 'proxy') return `Proxy to the ${which} host`;
  return `${step.toUpperCase()} ${step === 'dns' ? 'of' : 'to'} the ${which} host`;
}

/** Adds a check of how far our clock is from that of the first of `origins` that sends a `Date` header. */
export async function checkClock(
  origins: readonly string[],
  { notes, clock, wayTo }: HostDependencies,
): Promise<void> {
  for (const origin of origins) {
    const skew = await clockSkew(origin, wayTo(origin), clock).catch(() => undefined);
    if (skew !== undefined) return void notes.add('clock', 'Clock', diagnoseClock(skew));
  }
  notes.add('clock', 'Clock', skipped('No answer said what time it is there.'));
}
