// Where package.json and config/ lie: one level above src/, above dist/ and above the bundled dist/main.js.

/** URL of the package's folder, with a slash at the end. */
export const PACKAGE_ROOT = new URL('../', import.meta.url);
