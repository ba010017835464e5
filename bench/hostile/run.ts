// Runs the attacks by themselves: `tsx bench/hostile/run.ts [part of a name]`. SERVICE_SCRIPT names another bundle,
// NODE_ARGUMENTS are given to its process (--max-old-space-size=384).
import { fixed } from '../tools/numbers.js';
import { ATTACKS } from './attacks.js';
import { measure } from './measure.js';

const [wanted = ''] = process.argv.slice(2);
const { SERVICE_SCRIPT: script, NODE_ARGUMENTS = '' } = process.env;
const nodeArguments = NODE_ARGUMENTS.split(' ').filter((one) => one !== '');
for (const attack of ATTACKS.filter(({ name }) => name.includes(wanted))) {
  const one = await measure(attack, { nodeArguments, ...(script !== undefined && { script }) });
  const figures = [one.mostMb, one.longestMs, one.p99Ms, one.goodP99Ms, one.goodAgeP99Ms].map((value) =>
    fixed(value, 0),
  );
  process.stdout.write(
    `| ${one.name} | ${figures.join(' | ')} | ${one.goodFailed} | ${one.ended ? 'ended' : ''} ${one.statuses} |\n`,
  );
}
