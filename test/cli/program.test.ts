import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { program } from '../../src/cli/program.js';
import { environmentFor } from '../support/service.js';
import { killAll, start } from '../support/process.js';
import { simulate, stopSimulators } from '../support/simulators.js';

const helpOf = (...names: string[]): string => {
  let command = program(() => undefined);
  for (const name of names) command = command.commands.find((one) => one.name() === name)!;
  let text = '';
  command.configureOutput({ writeOut: (more) => void (text += more) });
  command.outputHelp();
  return text;
};

describe('the commands', function () {
  this.timeout(20_000);
  afterEach(async () => {
    killAll();
    await stopSimulators();
  });

  it('are listed with a purpose each, examples and the variables that they need', () => {
    const help = helpOf();
    for (const name of ['serve', 'demo', 'simulate', 'key', 'doctor', 'queues', 'check-queue']) {
      expect(help).to.match(new RegExp(`^ +${name}\\b.* {2,}\\w`, 'm'));
    }
    for (const word of ['Examples:', 'GENESYSCLOUD_REGION', 'CONFIG_FILE']) expect(help).to.include(word);
  });

  it('tell their exit codes', () => {
    expect(helpOf('doctor'))
      .to.match(/Exit codes: 0 .* 1 .* 2 /)
      .and.to.include('--try-regions');
    expect(helpOf('simulate')).to.include('/simulator/agents').and.to.include('--client-secret');
    expect(helpOf('check-queue'))
      .to.match(/Exit codes: 0 .* 1 .* 2 /s)
      .and.to.include('total > 2');
  });

  it('include those for operators among the scripts, as the bundle has them', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [script, command] of [
      ['demo', 'demo'],
      ['simulate', 'simulate'],
      ['key', 'key'],
      ['doctor', 'doctor'],
      ['queues', 'queues'],
      ['check-queue', 'check-queue'],
    ] as const) {
      expect(scripts[script]).to.equal(`node dist/cli.js ${command}`);
    }
  });

  const faults: ReadonlyArray<readonly [string, string[], RegExp]> = [
    ['an unknown command', ['docter'], /unknown command 'docter'[^]*Did you mean doctor\?[^]*--help/],
    ['an unknown option', ['doctor', '--queu', 'x'], /unknown option '--queu'[^]*Did you mean --queue\?/],
    ['settings without an organization', ['queues'], /GENESYSCLOUD_OAUTHCLIENT_ID/],
    ['a criterion that cannot be read', ['check', 'x', '--accept', 'many'], /--accept "many"[^]*total > 2/],
  ];
  for (const [what, words, told] of faults) {
    it(`end with 2 and a hint after ${what}`, async () => {
      const run = start('src/cli/index.ts', words);
      expect(await run.ended).to.equal(2);
      expect(run.output()).to.equal('');
      expect(run.errors())
        .to.match(told)
        .and.to.not.match(/^\s+at /m);
    });
  }

  it('end with 0 after help', async () => {
    const run = start('src/cli/index.ts', ['doctor', '--help']);
    expect(await run.ended).to.equal(0);
    expect(run.errors()).to.equal('');
  });

  it('end without a word when nobody reads on', async () => {
    const run = start('src/cli/index.ts', ['doctor']);
    run.child.stdout?.destroy();
    expect(await run.ended).to.equal(141);
    expect(run.errors()).to.equal('');
  });

  it('carry exit code, answer and verdict of check', async () => {
    const simulator = await simulate();
    const words = ['check', 'sales', 'joined=true', '--accept', 'total > 500'];
    const run = start('src/cli/index.ts', words, environmentFor(simulator));
    expect(await run.ended).to.equal(1);
    expect(JSON.parse(run.output())).to.include({ accept: false });
    expect(run.errors()).to.match(/^Not accepted/);
  });
});
