// `npm run docs:pictures`: writes the pictures beside their descriptions.
import { writeFileSync } from 'node:fs';
import { pictures } from './pictures.js';

for (const [file, svg] of Object.entries(pictures())) writeFileSync(new URL(file, import.meta.url), svg);
