// Writes docs/endpoints.md anew.
import { writeFileSync } from 'node:fs';
import { endpointsPage } from './page.js';

writeFileSync(new URL('../endpoints.md', import.meta.url), endpointsPage());
