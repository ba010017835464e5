#!/usr/bin/env node
// The command line: each command is a small file, loaded when it is asked for.
import { Command } from 'commander';
import type { SimulateOptions } from './simulate.js';
import { VERSION } from '../runtime/version.js';

const program = new Command('genesys-availability-proxy')
  .description(
    'Answers "can this queue take a call right now?" from Genesys Cloud, without handing out a token.',
  )
  .version(VERSION)
  .showHelpAfterError();

program
  .command('serve')
  .description('run the service with the settings of the environment and CONFIG_FILE')
  .action(async () => void (await import('../main.js')));

program
  .command('demo')
  .description('run the service in front of the built-in simulator: no Genesys account needed')
  .action(async () => (await import('./demo.js')).demo());

program
  .command('simulate')
  .description('run the Genesys Cloud simulator alone')
  .option('--port <port>', 'port of login and API', '8090')
  .option('--seed <seed>', 'seed of the simulated people', '1')
  .option('--token-lifetime <seconds>', 'lifetime of tokens', '86400')
  .option('--rate-limit <per-minute>', 'requests a minute for each token; 0 for no limit', '300')
  .action(async (options: SimulateOptions) => (await import('./simulate.js')).simulate(options));

program
  .command('key')
  .description('make a caller key and its digest')
  .argument('<name>', 'name of the caller')
  .action(async (name: string) => (await import('./key.js')).key(name));

await program.parseAsync();
