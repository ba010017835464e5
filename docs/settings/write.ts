// Writes config/default.yaml, and the tables of docs/settings.md anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { defaultsFile, withTables } from './render.js';

const page = new URL('../settings.md', import.meta.url);
writeFileSync(page, withTables(readFileSync(page, 'utf8')));
writeFileSync(new URL('../../config/default.yaml', import.meta.url), defaultsFile());
