// One layer of settings (environment, file or defaults) on its own: read, checked, sound values kept.
import type { z } from 'zod';
import { check, isMap, type Report } from './check.js';
import { kindOf, quote } from './describe.js';
import {
  callerSchema,
  organizationSchema,
  webhookSchema,
  type CallerEntry,
  type OrganizationEntry,
  type WebhookEntry,
} from './entry-schemas.js';
import { environmentNameOf } from './environment-names.js';
import type { FaultList } from './faults.js';
import { layerSchema } from './schema.js';
import { isName, NAME_ALLOWED } from './values.js';

/** Where a layer comes from, as faults tell it. */
export type Source = 'the environment' | 'CONFIG_FILE' | 'config/default.yaml';

export interface Layer {
  readonly source: Source;
  readonly plain: z.output<typeof layerSchema>;
  readonly organizations: ReadonlyMap<string, OrganizationEntry>;
  readonly callers: ReadonlyMap<string, CallerEntry>;
  readonly webhooks: ReadonlyMap<string, WebhookEntry>;
}

/** Settings of which one replaces the other; the first of each gives the fault its name. */
const ADMIN_KEYS = ['key', 'keyFile', 'keyDigest'];
const REDIS = [
  ['url', 'urlFile'],
  ['username', 'usernameFile'],
  ['password', 'passwordFile'],
];
const OUTBOUND = [
  ['httpsProxy', 'httpsProxyFile'],
  ['httpProxy', 'httpProxyFile'],
];
const CREDENTIALS = [
  ['clientId', 'clientIdFile'],
  ['clientSecret', 'clientSecretFile'],
];

/** Reads a tree of plain values; faults go to `faults` and are left out of the layer. Never throws. */
export function readLayer(tree: unknown, source: Source, faults: FaultList): Layer {
  const report = (at: readonly string[]): Report => {
    return (path, problem, allowed) => {
      const key = [...at, ...path.map(String)].map(keyText).join('.');
      // The environment's organization can't stand beside one of the file, so its names are no way out.
      const env = source !== 'the environment' && key.startsWith('organizations.') ? null : undefined;
      faults.add(key === '' ? source : key, `${problem} in ${source}`, allowed, env);
    };
  };
  const called = (at: string) => (key: string) =>
    (source === 'the environment' ? environmentNameOf(`${at}.${key}`) : undefined) ?? key;
  const plain = check(layerSchema, tree ?? {}, report([]));
  onlyOne(plain.admin, ADMIN_KEYS, called('admin'), report(['admin']));
  for (const keys of REDIS) onlyOne(plain.redis, keys, called('redis'), report(['redis']));
  for (const keys of OUTBOUND) onlyOne(plain.outbound, keys, called('outbound'), report(['outbound']));
  const organizations = readEntries(organizationSchema, plain.organizations, 'organizations', faults, report);
  for (const [name, entry] of organizations) {
    for (const keys of CREDENTIALS) {
      onlyOne(entry, keys, called(`organizations.${name}`), report(['organizations', name]));
      entry.clients?.forEach((client, index) =>
        onlyOne(client, keys, (key) => key, report(['organizations', name, 'clients', String(index)])),
      );
    }
  }
  const callers = readEntries(callerSchema, plain.callers, 'callers', faults, report);
  const webhooks = readEntries(webhookSchema, plain.webhooks, 'webhooks', faults, report);
  return { source, plain, organizations, callers, webhooks };
}

/** A key as it is told. `{name:secret}` without a blank is one long key: what isn't a word is cut off. */
function keyText(key: string): string {
  const word = /^[\w.-]*/.exec(key)?.[0] ?? '';
  return word === key && word !== '' ? key : quote(`${word}…`);
}

function onlyOne(
  section: object | undefined,
  keys: readonly string[],
  called: (key: string) => string,
  report: Report,
): void {
  const given = keys.filter((key) => section && Reflect.get(section, key) !== undefined);
  const [first, ...others] = given;
  if (first === undefined || others.length === 0) return;
  report(
    [first],
    `is set together with ${others.map(called).join(' and ')}`,
    `one of ${keys.map(called).join(', ')}`,
  );
}

function readEntries<S extends z.ZodType>(
  schema: S,
  section: unknown,
  at: string,
  faults: FaultList,
  report: (at: readonly string[]) => Report,
): Map<string, z.output<S>> {
  if (section === undefined || section === null) return new Map();
  if (!isMap(section)) {
    report([at])([], kindOf(section), 'a map with a name for each entry');
    return new Map();
  }
  const entries = Object.entries(section).map(([name, entry]) => {
    if (!isName(name)) report([at, name])([], 'is not a usable name', NAME_ALLOWED);
    return [name, check(schema, entry, report([at, name]))] as const;
  });
  const named = entries.filter(([name]) => isName(name));
  // What is missing now may be what has the bad name.
  if (named.length < entries.length) faults.doubt([at]);
  return new Map(named);
}
