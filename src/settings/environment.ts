// The environment as a layer of settings: each known name put where its file key is.
import { ENVIRONMENT_NAMES, VALUE_NAMES } from './environment-names.js';
import type { FaultList } from './faults.js';
import { nearest } from './nearest-name.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable's text; one that is set but empty counts as unset, as templates leave them behind. */
export function textOfVariable(environment: Environment, name: string): string | undefined {
  const text = environment[name];
  return text === '' ? undefined : text;
}

/** The known variables as a tree of texts in the shape of the settings file. */
export function environmentTree(environment: Environment): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const { env, key, also } of VALUE_NAMES) {
    const small = also === undefined ? undefined : textOfVariable(environment, also);
    const text = small ?? textOfVariable(environment, env);
    if (text !== undefined) put(tree, key.split('.'), text);
  }
  return tree;
}

function put(tree: Record<string, unknown>, path: readonly string[], text: string): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    tree[first] = text;
    return;
  }
  tree[first] ??= {};
  put(tree[first] as Record<string, unknown>, rest, text);
}

/** What names of ours begin with, and the setting that a fault of such a name belongs to. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['AVAILABILITY_', 'availability'],
  ['ACTIVITY_', 'activity'],
  ['PUSH_', 'push'],
  ['REDIS_', 'redis'],
  ['GENESYSCLOUD_', 'organizations'],
]);

/** Variables that Kubernetes, and containers that were linked, set for a Service such as "redis" or "availability". */
const SERVICE_LINK =
  /^(.+?)(_SERVICE_HOST|_SERVICE_PORT(_\w+)?|_PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?|_NAME|_ENV_\w+)$/;

function isServiceLink(name: string, environment: Environment): boolean {
  const service = SERVICE_LINK.exec(name)?.[1];
  if (service === undefined) return false;
  return environment[`${service}_SERVICE_HOST`] !== undefined || isAddress(environment[`${service}_PORT`]);
}

const isAddress = (text = ''): boolean => /^(?:tcp|udp|sctp):\/\//.test(text);

/** Adds a fault for every name that begins like ours and means nothing: a misspelt one must not go unnoticed. */
export function checkNames(environment: Environment, faults: FaultList): void {
  const known = ENVIRONMENT_NAMES.map(({ env }) => env);
  for (const name of Object.keys(environment)) {
    const prefix = [...PREFIXES.keys()].find((one) => name.startsWith(one));
    if (prefix === undefined || known.includes(name)) continue;
    if (textOfVariable(environment, name) === undefined || isServiceLink(name, environment)) continue;
    const alike = known.filter((env) => env.startsWith(prefix.slice(0, -1)));
    const meant = nearest(name, alike);
    const allowed = alike.length === 0 ? 'no name that begins so' : `one of ${alike.join(', ')}`;
    faults.add(
      PREFIXES.get(prefix) ?? name,
      `has no setting ${name} in the environment`,
      meant === undefined ? allowed : `did you mean ${meant}? ${allowed}`,
      name,
    );
  }
}
