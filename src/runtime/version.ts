// The version of this service, from package.json beside src/ or dist/.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  name: string;
  version: string;
};

/** Semantic version of this build. */
export const VERSION = manifest.version;

/** What Genesys sees as the client of our requests. */
export const USER_AGENT = `${manifest.name}/${VERSION}`;
