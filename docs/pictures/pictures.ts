// Every picture of the documentation, by the name of its file.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { architecture } from './architecture.js';
import { budget } from './budget.js';
import { freshness, type Timings } from './freshness.js';

/** SVG by file name; times are those of config/default.yaml. */
export function pictures(): Record<string, string> {
  const text = readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8');
  const { availability } = parse(text) as { availability: Timings };
  return {
    'architecture.svg': architecture(),
    'budget.svg': budget(),
    'freshness.svg': freshness(availability),
  };
}
