// Where package.json and config/ lie: one level above the entries in src/, and above the bundles in dist/.

/** URL of the package's folder, with a slash at the end. */
export const PACKAGE_ROOT = new URL('../', import.meta.url);
