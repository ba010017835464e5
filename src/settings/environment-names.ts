// Everything that is declared, by its file key, and every environment name: for reading, for the texts of faults and for the docs.
import {
  callerSchema,
  ENVIRONMENT_ORGANIZATION,
  organizationSchema,
  webhookSchema,
} from './entry-schemas.js';
import { layerSchema } from './schema.js';
import { declaredIn, optional, section, type Declared } from './setting.js';
import { filePath, secret } from './values.js';

/** Sections and settings, in the order of `config/default.yaml`. */
export const DECLARED: readonly Declared[] = declaredIn(layerSchema);

/** The settings of each organization, caller and named webhook. */
export const DECLARED_BY_NAME: readonly Declared[] = [
  ...declaredIn(organizationSchema, 'organizations.<name>'),
  ...declaredIn(callerSchema, 'callers.<name>'),
  ...declaredIn(webhookSchema, 'webhooks.<name>'),
].filter(({ isSection }) => !isSection);

/** What only the environment has; its key is its name. */
export const DECLARED_OUTSIDE: readonly Declared[] = declaredIn(
  section({
    CONFIG_FILE: optional(filePath, 'the YAML file', { env: 'CONFIG_FILE' }),
    CALLER_KEYS: optional(secret, '`name:key,name:key`; a name twice for its second key', {
      env: 'CALLER_KEYS',
    }),
    CALLER_KEYS_FILE: optional(filePath, 'a file of the same, entries also on lines of their own', {
      env: 'CALLER_KEYS_FILE',
    }),
  }),
);

interface EnvironmentName {
  readonly env: string;
  /** The key in the file, with dots between the levels. */
  readonly key: string;
  /** Another spelling of the same name, which wins. */
  readonly also?: string;
}

function namesOf(declared: readonly Declared[]): EnvironmentName[] {
  return declared.flatMap(({ env, key, smallLettersToo }) => {
    if (env === undefined) return [];
    const path = key.replace('<name>', ENVIRONMENT_ORGANIZATION).replace(/^CALLER_KEYS(_FILE)?$/, 'callers');
    return [{ env, key: path, ...(smallLettersToo && { also: env.toLowerCase() }) }];
  });
}

/** Names whose text becomes the value of a file key. */
export const VALUE_NAMES = namesOf([...DECLARED, ...DECLARED_BY_NAME]);

/** Every name, including those with a grammar of their own. `CONFIG_FILE` has no file key but itself. */
export const ENVIRONMENT_NAMES = [...VALUE_NAMES, ...namesOf(DECLARED_OUTSIDE)];

/** The environment name of a file key, if it has one. */
export function environmentNameOf(key: string): string | undefined {
  return ENVIRONMENT_NAMES.find((name) => name.key === key)?.env;
}
