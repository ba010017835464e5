#!/usr/bin/env node
// The command line as a process: runs one command and ends with its exit code.
import { CommanderError } from 'commander';
import { ServiceError } from '../domain/errors.js';
import { SettingsError } from '../settings/load.js';
import { failureText } from './ask.js';
import { program } from './program.js';
import { EXIT, UsageError } from './usage.js';

/** What a shell says of a program that SIGPIPE has ended: nobody reads on, as in `doctor | head`. */
const NOBODY_READS = 141;
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EPIPE') throw fault;
    process.exit(NOBODY_READS);
  });

try {
  await program((code) => (process.exitCode = code)).parseAsync();
} catch (fault) {
  if (fault instanceof CommanderError) {
    // It has written everything already; help and version are no faults.
    process.exitCode = fault.exitCode === 0 ? EXIT.ok : EXIT.fault;
  } else {
    const told = fault instanceof UsageError || fault instanceof SettingsError;
    if (!told && !(fault instanceof ServiceError)) throw fault;
    process.stderr.write(told ? `${fault.message}\n` : failureText(fault));
    process.exitCode = EXIT.fault;
  }
}
