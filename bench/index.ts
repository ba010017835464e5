// npm run bench [-- --only a,d [--update]] [--nodes 20,24] [--quick]: measures, prints and writes bench/RESULTS.md; some parts only with
// --update, and with the word that they were measured apart.
import { parseArgs } from 'node:util';
import { partA } from './part-a.js';
import { partB } from './part-b.js';
import { partC } from './part-c.js';
import { partD } from './part-d.js';
import { partE } from './part-e.js';
import { partF } from './part-f.js';
import { partG } from './part-g.js';
import { partH } from './part-h.js';
import { partI } from './part-i.js';
import { partJ } from './part-j.js';
import { facts, nodes } from './tools/machine.js';
import { killAll } from './tools/processes.js';
import { document, save, update, type Run, type Section } from './tools/report.js';

const PARTS: Readonly<Record<string, (run: Run) => Promise<Section>>> = {
  a: partA,
  b: partB,
  c: partC,
  d: partD,
  e: partE,
  f: partF,
  g: partG,
  h: partH,
  i: partI,
  j: partJ,
};

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    nodes: { type: 'string' },
    quick: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
  },
});
const wanted = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = wanted.filter((part) => !PARTS[part]);
const say = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

process.once('exit', killAll);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

if (unknown.length > 0) {
  say(`there is no part ${unknown.join(', ')}: choose of ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
const known = nodes(say, values.nodes?.split(','));
const machine = facts(known);
const began = Date.now();
const sections: Section[] = [];
for (const part of wanted) {
  const section = await PARTS[part]?.({ quick: values.quick, nodes: known, say });
  if (section) sections.push(section);
}
const took = `Took ${Math.round((Date.now() - began) / 1000)} s${values.quick ? ', quick' : ''}`;
const text = document([...machine, took], sections);
process.stdout.write(`${text}\n`);
if (!values.only && !values.quick) say(`written to ${save(text)}`);
else if (values.update && !values.quick) say(`updated ${update([...machine, took], sections)}`);
else say('bench/RESULTS.md is left as it was: this was not a whole run');
process.exit(0);
