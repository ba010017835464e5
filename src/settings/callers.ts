// Callers: who may ask, with which keys, and whom.
import { callerSchema, ENVIRONMENT_ORGANIZATION, type CallerEntry } from './entry-schemas.js';
import type { FaultList } from './faults.js';
import type { Layer } from './layer.js';
import { requireOrganization, usualOrganization, type Organizations } from './organizations.js';
import type { Caller } from '../domain/caller.rules.js';

/** A caller before its organization is settled; `name` of an environment's caller is not told in faults. */
interface Declared {
  readonly name: string;
  readonly entry: CallerEntry;
  readonly fromEnvironment: boolean;
}

/** Callers of the file and of CALLER_KEYS (`keys`: digests by name); faults where one has no key, no organization or another's key. */
export function readCallers(
  layers: readonly Layer[],
  keys: ReadonlyMap<string, readonly string[]>,
  organizations: Organizations,
  faults: FaultList,
): Caller[] {
  const entries = new Map(layers.flatMap((layer) => [...layer.callers]));
  const declared: Declared[] = [...entries].map(([name, entry]) => ({ name, entry, fromEnvironment: false }));
  for (const [name, digests] of keys) {
    if (entries.has(name)) {
      faults.add(
        `callers.${name}`,
        'is defined in CONFIG_FILE and in CALLER_KEYS',
        'one of them',
        'CALLER_KEYS',
      );
    }
    const entry = { ...callerSchema.parse({}), keys: digests.map((digest) => `sha256:${digest}`) };
    declared.push({ name, entry, fromEnvironment: true });
  }
  checkSharedKeys(declared, faults);
  const organizationOf = organizationFinder(declared, organizations, faults);
  return declared.map((caller) => {
    const { name, entry, fromEnvironment } = caller;
    if (!entry.keys && !fromEnvironment && !faults.has(`callers.${name}.keys`)) {
      faults.add(
        `callers.${name}.keys`,
        'is missing',
        `a list of one or two digests; make a key and its digest with \`npm run key -- ${name}\``,
      );
    }
    return callerOf(name, entry, organizationOf(caller));
  });
}

function callerOf(name: string, entry: CallerEntry, organization: string): Caller {
  const { keys = [], queues, fields, quota, ignoreParameters, keyInUrl } = entry;
  return {
    name,
    digests: [...new Set(keys.map((key) => key.replace(/^sha256:/, '')))],
    organization,
    ...(queues && { queues: [...new Set(queues)] }),
    fields,
    ...(quota && { quota }),
    ignoreParameters,
    keyInUrl,
  };
}

/** One key must mean one caller, or quota and allow-list would be a matter of luck. */
function checkSharedKeys(declared: readonly Declared[], faults: FaultList): void {
  const owners = new Map<string, Declared>();
  for (const caller of declared) {
    const { name, entry, fromEnvironment } = caller;
    for (const key of new Set(entry.keys)) {
      const owner = owners.get(key);
      owners.set(key, owner ?? caller);
      if (!owner) continue;
      const whose = owner.fromEnvironment ? 'another caller of CALLER_KEYS' : `the caller ${owner.name}`;
      const at = fromEnvironment ? 'callers' : `callers.${name}.keys`;
      const problem = fromEnvironment
        ? `has a key in CALLER_KEYS that is also a key of ${whose}`
        : `holds a key of ${whose}`;
      faults.add(at, problem, 'a key of its own for each caller');
    }
  }
}

/** Finds a caller's organization; those of CALLER_KEYS share one fault when theirs is not clear. */
function organizationFinder(declared: readonly Declared[], organizations: Organizations, faults: FaultList) {
  const { names, known } = organizations;
  const usual = usualOrganization(organizations);
  const fromEnvironment = declared.some((caller) => caller.fromEnvironment);
  if (usual === undefined && known && names.length > 0 && fromEnvironment) {
    faults.add(
      'callers',
      `has callers in CALLER_KEYS, whose organization is not clear: there are ${names.join(', ')}`,
      `name one organization ${ENVIRONMENT_ORGANIZATION}, or define the callers in the file with their organization`,
    );
  }
  return (caller: Declared): string =>
    caller.fromEnvironment
      ? (usual ?? '')
      : requireOrganization(
          caller.entry.organization,
          `callers.${caller.name}.organization`,
          organizations,
          faults,
        );
}
