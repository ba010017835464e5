// Organizations: where each lives and who speaks for us there.
import { ENVIRONMENT_ORGANIZATION, type OrganizationEntry } from './entry-schemas.js';
import { environmentNameOf } from './environment-names.js';
import type { FaultList } from './faults.js';
import type { Layer } from './layer.js';
import { requireSecret } from './secrets.js';
import { secretProblem } from './pasted-text.js';
import type { ClientSettings, OrganizationSettings, Secret } from './types.js';

const TRIO = 'GENESYSCLOUD_OAUTHCLIENT_ID, GENESYSCLOUD_OAUTHCLIENT_SECRET and GENESYSCLOUD_REGION';

/** One OAuth client, beside others in a list or alone in the organization itself. */
type ClientEntry = NonNullable<OrganizationEntry['clients']>[number];

/** What was declared, and what of it is sound. */
export interface Organizations {
  /** Every usable name, faulty entries too: a caller that names one of those is right. */
  readonly names: readonly string[];
  /** False when it can't be known what was declared. */
  readonly known: boolean;
  readonly list: readonly OrganizationSettings[];
}

/** Organizations of all layers; faults where one is incomplete, declared twice, or none is there. */
export function readOrganizations(layers: readonly Layer[], faults: FaultList): Organizations {
  const entries = new Map(
    layers.flatMap(({ source, organizations }) =>
      [...organizations].map(([name, entry]) => [name, { entry, source }] as const),
    ),
  );
  const declaring = layers.filter(({ organizations }) => organizations.has(ENVIRONMENT_ORGANIZATION));
  if (declaring.length > 1) {
    faults.add(
      `organizations.${ENVIRONMENT_ORGANIZATION}`,
      'is defined in CONFIG_FILE, and the GENESYSCLOUD_ variables define it too',
      'only one of them: remove the variables, or give the organization in the file another name',
      'GENESYSCLOUD_OAUTHCLIENT_ID',
    );
  }
  const known = !faults.has('CONFIG_FILE') && !faults.has('organizations');
  if (entries.size === 0 && known) {
    faults.add(
      'organizations',
      'has no organization',
      `set ${TRIO}, or write organizations into the file that CONFIG_FILE names`,
      'GENESYSCLOUD_OAUTHCLIENT_ID',
    );
  }
  const list = [...entries].map(([name, { entry, source }]) =>
    readOrganization(name, entry, source === 'the environment', faults),
  );
  return {
    names: [...entries.keys()],
    known,
    list: list.filter((organization) => organization !== undefined),
  };
}

/** The organization that is meant where none is named: `default`, or the only one. */
export function usualOrganization({ names }: Organizations): string | undefined {
  if (names.includes(ENVIRONMENT_ORGANIZATION)) return ENVIRONMENT_ORGANIZATION;
  return names.length === 1 ? names[0] : undefined;
}

/** The organization at `key`, `wanted` or the usual one; with a fault, unless told already, if there is none. */
export function requireOrganization(
  wanted: string | undefined,
  key: string,
  organizations: Organizations,
  faults: FaultList,
): string {
  const { names, known } = organizations;
  const name = wanted ?? usualOrganization(organizations);
  if ((name === undefined || !names.includes(name)) && known && names.length > 0 && !faults.has(key)) {
    const problem = name === undefined ? 'is missing, and there are several' : `is ${name}, not defined`;
    faults.add(key, problem, `one of ${names.join(', ')}`);
  }
  return name ?? '';
}

function readOrganization(
  name: string,
  entry: OrganizationEntry,
  fromEnvironment: boolean,
  faults: FaultList,
): OrganizationSettings | undefined {
  const hosts = readHosts(name, entry, fromEnvironment, faults);
  const clients = readClients(name, entry, fromEnvironment, faults);
  if (!hosts || !clients) return undefined;
  const { credentialsIn, credentialsEncoding } = entry;
  return { name, ...hosts, clients, credentialsIn, credentialsEncoding };
}

/** The clients of the list, or the one that stands in the organization itself. */
function readClients(
  name: string,
  entry: OrganizationEntry,
  fromEnvironment: boolean,
  faults: FaultList,
): ClientSettings[] | undefined {
  const at = `organizations.${name}`;
  if (!entry.clients) {
    if (faults.has(`${at}.clients`)) return undefined;
    const only = readClient(at, entry, fromEnvironment, faults);
    return only && [only];
  }
  const beside = Object.keys(entry).find((key) => /^client(Id|Secret)(File)?$/.test(key));
  if (beside !== undefined) {
    faults.add(`${at}.${beside}`, 'is set together with clients', 'one of them: put it into the list', null);
  }
  const clients = entry.clients.map((client, index) =>
    readClient(`${at}.clients.${index}`, client, false, faults),
  );
  const usable = clients.filter((client) => client !== undefined);
  return usable.length === clients.length ? usable : undefined;
}

function readClient(
  at: string,
  entry: ClientEntry,
  fromEnvironment: boolean,
  faults: FaultList,
): ClientSettings | undefined {
  const credential = (which: 'clientId' | 'clientSecret'): Secret | undefined => {
    const key = `${at}.${which}`;
    const ways = fromEnvironment
      ? [environmentNameOf(key) ?? which, environmentNameOf(`${key}File`) ?? which]
      : [which, `${which}File`];
    const allowed = `set ${ways[0]}, or ${ways[1]} to the path of a file that holds it`;
    const rule = { key, problemOf: secretProblem, allowed, ...(fromEnvironment ? {} : { env: null }) };
    return requireSecret({ text: entry[which], file: entry[`${which}File`] }, rule, faults);
  };
  const clientId = credential('clientId');
  const clientSecret = credential('clientSecret');
  return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}

function readHosts(
  name: string,
  { region, ...given }: OrganizationEntry,
  fromEnvironment: boolean,
  faults: FaultList,
): { loginUrl: string; apiUrl: string } | undefined {
  const loginUrl = given.loginUrl ?? region?.loginUrl;
  const apiUrl = given.apiUrl ?? region?.apiUrl;
  if (loginUrl !== undefined && apiUrl !== undefined) return { loginUrl, apiUrl };
  const told = ['region', 'loginUrl', 'apiUrl'].some((key) => faults.has(`organizations.${name}.${key}`));
  if (told) return undefined;
  const allowed = fromEnvironment
    ? 'set GENESYSCLOUD_REGION, such as us-east-1, or both GENESYSCLOUD_LOGIN_URL and GENESYSCLOUD_API_URL'
    : 'set region, such as us-east-1, or both loginUrl and apiUrl';
  faults.add(`organizations.${name}.region`, 'is missing', allowed, fromEnvironment ? undefined : null);
  return undefined;
}
