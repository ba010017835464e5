// The version of this service, from its package.json.
import { readFileSync } from 'node:fs';
import { PACKAGE_ROOT } from './package-root.js';

const manifest = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')) as {
  name: string;
  version: string;
};

/** Semantic version of this build. */
export const VERSION = manifest.version;

/** What Genesys sees as the client of our requests. */
export const USER_AGENT = `${manifest.name}/${VERSION}`;
