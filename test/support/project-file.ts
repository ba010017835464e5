// Files of the project that tests read: pages of the docs, manifests, shipped settings.
import { readFileSync } from 'node:fs';

/** The text of a file. @param path from the project's root */
export const readProjectFile = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
