// What the tests of settings share: a folder for files, good variables, and the faults of bad ones.
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadSettings, SettingsError, type Fault } from '../../src/settings/load.js';
import type { Settings } from '../../src/settings/types.js';

export type Environment = Record<string, string | undefined>;

export const KEY = 'a-key-of-24-characters-1';
export const SECOND_KEY = 'a-key-of-24-characters-2';
export const DIGEST = `sha256:${'ab'.repeat(32)}`;
export const OTHER_DIGEST = `sha256:${'cd'.repeat(32)}`;

/** The least that starts. */
export const GOOD: Environment = {
  GENESYSCLOUD_REGION: 'us-east-1',
  GENESYSCLOUD_OAUTHCLIENT_ID: 'the-client',
  GENESYSCLOUD_OAUTHCLIENT_SECRET: 'the-secret',
  CALLER_KEYS: `callgrid:${KEY}`,
};

let folder: string | undefined;

/** Writes `content` into the test's own folder; returns the path. */
export function file(name: string, content: string): string {
  folder ??= mkdtempSync(join(tmpdir(), 'settings-'));
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

after(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

/** The settings of these variables and this file. */
export function load(environment: Environment, yaml?: string): Settings {
  const config = yaml === undefined ? {} : { CONFIG_FILE: file('settings.yaml', yaml) };
  return loadSettings({ ...config, ...environment });
}

/** The error of settings that must not load. */
export function errorOf(environment: Environment, yaml?: string): SettingsError {
  try {
    load(environment, yaml);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('These settings have no fault.');
}

export function faultsOf(environment: Environment, yaml?: string): Fault[] {
  return errorOf(environment, yaml).faults;
}

/** Variables over the good ones, or a YAML file; the key and name that the only fault must carry; its text. */
export type Case = [
  what: string,
  given: Environment | string,
  key: string,
  env: string | undefined,
  text: RegExp,
];

export function bad(cases: Case[]): void {
  for (const [what, given, key, env, text] of cases) {
    it(what, () => {
      const faults = typeof given === 'string' ? faultsOf(GOOD, given) : faultsOf({ ...GOOD, ...given });
      expect(faults.map((fault) => [fault.key, fault.env])).to.deep.equal([[key, env]]);
      expect(`${faults[0]?.problem} → ${faults[0]?.allowed}`).to.match(text);
    });
  }
}

/** YAML of an organization called acme. */
export const organization = (entry: string): string => `organizations: { acme: { ${entry} } }`;

/** YAML of a caller called ringba. */
export const caller = (entry: string): string => `callers: { ringba: { ${entry} } }`;

export const CREDENTIALS = 'clientId: id, clientSecret: word';
