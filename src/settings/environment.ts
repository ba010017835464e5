// The environment as a layer of settings: each known name put where its file key is.
import { ENVIRONMENT_NAMES, VALUE_NAMES } from './environment-names.js';
import type { FaultList } from './faults.js';

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

const PREFIX = 'AVAILABILITY_';

/** Variables that Kubernetes sets for a Service whose name begins with "availability". */
const SERVICE_LINK = /^(.+?)(_SERVICE_HOST|_SERVICE_PORT(_\w+)?|_PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$/;

function isServiceLink(name: string, environment: Environment): boolean {
  const service = SERVICE_LINK.exec(name)?.[1];
  return service !== undefined && environment[`${service}_SERVICE_HOST`] !== undefined;
}

/** Adds a fault for every AVAILABILITY_ name that means nothing: a misspelt one must not go unnoticed. */
export function checkNames(environment: Environment, faults: FaultList): void {
  const known = ENVIRONMENT_NAMES.map(({ env }) => env).filter((env) => env.startsWith(PREFIX));
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || known.includes(name)) continue;
    if (textOfVariable(environment, name) === undefined || isServiceLink(name, environment)) continue;
    faults.add(
      'availability',
      `has no setting ${name} in the environment`,
      `one of ${known.join(', ')}`,
      name,
    );
  }
}
