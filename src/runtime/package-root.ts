// Where package.json and config/ lie: two levels above this file, and one above the bundles in dist/.
import { existsSync } from 'node:fs';

const above = (levels: string) => new URL(levels, import.meta.url);

/** URL of the package's folder, with a slash at the end. */
export const PACKAGE_ROOT = existsSync(new URL('package.json', above('../')))
  ? above('../')
  : above('../../');
