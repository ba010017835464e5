// Settings from environment, file and defaults: read, merged and judged, with all faults at once.
import { fileURLToPath } from 'node:url';
import { PACKAGE_ROOT } from '../runtime/package-root.js';
import { readCallerKeys } from './caller-keys.js';
import { readCallers } from './callers.js';
import { checkDebugOutput } from './debug-output.js';
import { VALUE_NAMES } from './environment-names.js';
import { checkNames, environmentTree, textOfVariable, type Environment } from './environment.js';
import { FaultList, SettingsError, type Fault } from './faults.js';
import { readSettingsFile } from './file.js';
import { readInTime, type FileRead } from './files.js';
import type { Sources } from './fingerprint.js';
import { readLayer, type Layer } from './layer.js';
import {
  checkAuth,
  checkPorts,
  checkTimeouts,
  isEncrypted,
  readAdminDoor,
  readAdminKey,
  readTls,
} from './listeners.js';
import { merge } from './merge.js';
import { readOrganizations } from './organizations.js';
import { readOutbound } from './outbound.js';
import type { MergedSettings } from './schema.js';
import type { AdminDoor, OrganizationSettings, RedisSettings, Settings } from './types.js';
import { readRedis } from './redis.js';
import { readWebhooks } from './webhooks.js';

export { SettingsError, type Fault } from './faults.js';

const DEFAULTS_FILE = fileURLToPath(new URL('config/default.yaml', PACKAGE_ROOT));

interface LoadOptions {
  /** Instead of the shipped `config/default.yaml`. */
  readonly defaultsFile?: string;
}

/** What came of reading, and which files were looked into for it. */
interface Reading {
  readonly outcome: Settings | SettingsError;
  readonly sources: Sources;
}

/** Settings in force, and the way to read them anew. */
export interface OpenSettings {
  readonly settings: Settings;
  readonly sources: Sources;
  readonly readAgain: () => Promise<Reading>;
}

/**
 * The settings, highest first: `environment`, the file that its `CONFIG_FILE` names, the defaults.
 * @throws {SettingsError} with every fault there is, if there is one.
 */
export function loadSettings(environment: Environment, options: LoadOptions = {}): Settings {
  const { outcome } = readSettings(environment, options);
  if (outcome instanceof SettingsError) throw outcome;
  return outcome;
}

/**
 * Like `loadSettings`, for a process that follows its files and has more to do than to wait for them.
 * @throws {SettingsError}
 */
export async function openSettings(environment: Environment): Promise<OpenSettings> {
  let paths: Iterable<string> = [];
  const readAgain = async () => {
    const reading = await readInRounds(environment, paths);
    paths = reading.sources.keys();
    return reading;
  };
  const { outcome, sources } = await readAgain();
  if (outcome instanceof SettingsError) throw outcome;
  return { settings: outcome, sources, readAgain };
}

/** Which files there are is told by the settings, and those may be in a file: what turns up is read for the next round. */
async function readInRounds(environment: Environment, likely: Iterable<string>): Promise<Reading> {
  const files = new Map<string, FileRead>();
  const wanted = new Set([DEFAULTS_FILE, ...likely]);
  for (;;) {
    await Promise.all([...wanted].map(async (path) => files.set(path, await readInTime(path))));
    wanted.clear();
    const fromMemory = (path: string): FileRead => {
      const read = files.get(path);
      if (!read) wanted.add(path);
      return read ?? { problem: 'names a file that was not read yet' };
    };
    const reading = readSettings(environment, {}, new FaultList(fromMemory));
    if (wanted.size === 0) return reading;
  }
}

function readSettings(environment: Environment, options: LoadOptions, faults = new FaultList()): Reading {
  const settings = read(environment, options, faults);
  return { outcome: settings ?? new SettingsError(faults.all), sources: faults.sources };
}

/** What can be used of settings that may have faults, for commands that look for what is wrong. */
export interface Inspection {
  readonly faults: readonly Fault[];
  /** Those without a fault of their own. */
  readonly organizations: readonly OrganizationSettings[];
  /** Absent after a fault; so is `redis`, which is absent too while nobody wants to share. */
  readonly basics?: Pick<Settings, 'genesys' | 'availability' | 'activity' | 'outbound' | 'push'>;
  readonly redis?: RedisSettings;
  /** Those without a fault of their own. */
  readonly callers: Settings['callers'];
  readonly webhooks: Settings['webhooks'];
  /** Where a service with these settings tells of itself. */
  readonly admin?: AdminDoor;
}

/** Like `loadSettings`, but keeps what is sound beside a fault: one who only asks Genesys needs no callers. */
export function inspectSettings(environment: Environment): Inspection {
  const faults = new FaultList();
  const { organizations, callers, webhooks, merged, redis, outbound } = gather(environment, {}, faults);
  return {
    faults: faults.all,
    ...{ callers, webhooks },
    organizations: organizations.list,
    ...(merged && outbound && { basics: { ...merged, outbound } }),
    ...(redis && { redis }),
    ...(merged && { admin: readAdminDoor(merged) }),
  };
}

function read(environment: Environment, options: LoadOptions, faults: FaultList): Settings | undefined {
  const read = gather(environment, options, faults);
  const { merged, organizations, callers, webhooks, listeners, redis, outbound } = read;
  if (!merged || !listeners || !outbound || faults.all.length > 0) return undefined;
  const { auth, availability, activity, push, genesys, http, ui, logLevel, shutdownDelay } = merged;
  return {
    ...listeners,
    auth,
    organizations: organizations.list,
    callers,
    webhooks,
    availability,
    activity,
    push,
    genesys,
    http,
    ui,
    outbound,
    ...(redis && { redis }),
    logLevel,
    shutdownDelay,
  };
}

/** Everything that was read; what has a fault is left out. */
function gather(environment: Environment, options: LoadOptions, faults: FaultList) {
  checkDebugOutput(environment, faults);
  checkNames(environment, faults);
  const layers = readLayers(environment, options.defaultsFile ?? DEFAULTS_FILE, faults);
  const merged = merge(layers, faults);
  const organizations = readOrganizations(layers, faults);
  const keys = readCallerKeys(environment, faults);
  const callers = readCallers(layers, keys, organizations, faults);
  const webhooks = readWebhooks(layers, callers, organizations, merged?.availability.failurePolicy, faults);
  const listeners = merged && readListeners(merged, callers.length > 0, faults);
  const redis = merged && readRedis(merged, faults);
  const outbound = merged && readOutbound(merged, faults);
  return { merged, organizations, callers, webhooks, listeners, redis, outbound };
}

/**
 * Where the admin listener of a service with this environment is. Faults of other settings are none of the
 * asker's business: what was loaded at the start may have changed since.
 * @throws {SettingsError} if the defaults can't be read
 */
export function loadAdminListener(environment: Environment): Omit<AdminDoor, 'key'> {
  const faults = new FaultList();
  const merged = merge(readLayers(environment, DEFAULTS_FILE, faults), faults);
  if (!merged) throw new SettingsError(faults.all);
  return { host: merged.admin.host, port: merged.admin.port, encrypted: isEncrypted(merged.admin) };
}

function readLayers(environment: Environment, defaultsFile: string, faults: FaultList): Layer[] {
  const source = 'config/default.yaml';
  const defaults = readLayer(readSettingsFile(defaultsFile, source, faults), source, faults);
  // The shipped file changes with the program only.
  faults.sources.delete(defaultsFile);
  const own = readLayer(environmentTree(environment), 'the environment', faults);
  const file = textOfVariable(environment, 'CONFIG_FILE');
  const tree = file === undefined ? {} : readSettingsFile(file, 'CONFIG_FILE', faults);
  const configured = readLayer(tree, 'CONFIG_FILE', faults);
  if (faults.has('CONFIG_FILE')) {
    const unset = VALUE_NAMES.filter(({ env }) => textOfVariable(environment, env) === undefined);
    // The GENESYSCLOUD_ names must be complete whatever the file says.
    faults.doubt(unset.map(({ key }) => key).filter((key) => !key.startsWith('organizations.')));
  }
  return [defaults, configured, own];
}

function readListeners(
  merged: MergedSettings,
  callers: boolean,
  faults: FaultList,
): Pick<Settings, 'listener' | 'admin'> {
  const tls = readTls('tls', merged.tls, faults);
  const adminTls = readTls('admin.tls', merged.admin.tls, faults);
  const digest = readAdminKey(merged, faults);
  checkPorts(merged, faults);
  checkTimeouts(merged, faults);
  checkAuth(merged, callers, faults);
  return {
    listener: { host: merged.host, port: merged.port, ...(tls && { tls }) },
    admin: {
      host: merged.admin.host,
      port: merged.admin.port,
      ...(digest !== undefined && { keyDigest: digest }),
      ...(adminTls && { tls: adminTls }),
    },
  };
}
