// JSON logs on standard output, with secrets cut out. The only importer of pino.
import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { ServiceError } from '../domain/errors.js';
import type { LogWriter } from './log-writer.js';
import { redact } from './redact.js';
import { REPLICA } from '../runtime/replica.js';

/** A structured logger: `logger.info({ facts }, 'sentence')`. No children: pino cuts nothing out of what they carry. */
export interface Logger extends Pick<
  PinoLogger,
  'isLevelEnabled' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
> {
  /** Lines that nobody read in time, or that could not be written, since the start; absent where that is not known. */
  readonly linesLost?: () => number;
}

/** What an error says in a log: our own by code, others with their stack; never their enumerable fields. */
function describeError(error: unknown): unknown {
  if (error instanceof ServiceError) {
    const { correlationId, cause } = error.facts;
    return {
      code: error.code,
      detail: error.message,
      hint: error.hint,
      ...(correlationId !== undefined && { correlationId }),
      ...(cause !== undefined && { cause: describeError(cause) }),
    };
  }
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : String(error);
}

/** A logger whose lines go out in batches. */
export function batchedLogger(level: string, writer: LogWriter): Logger {
  const destination = {
    // pino notes the level of each line in its destination if that asks for it.
    [METADATA]: true,
    lastLevel: 0,
    write: (line: string) => writer.write(line, destination.lastLevel),
  };
  const logger = createLogger(level, destination);
  writer.onResumed = (lines) =>
    logger.warn({ lines }, 'log lines were lost: nobody read them in time, or they could not be written');
  return Object.assign(logger, { linesLost: () => writer.lost });
}

const METADATA = Symbol.for('pino.metadata');

/** @param destination where each line goes at once; standard output unless given */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { replica: REPLICA },
    timestamp: stdTimeFunctions.isoTime,
    // Not pino's own `redact`: it costs tens of microseconds a line, and there is a line for each answer.
    formatters: { level: (label: string) => ({ level: label }), log: redact },
    serializers: { error: describeError, err: describeError },
  };
  const logger: PinoLogger = destination ? pino(options, destination) : pino(options);
  return logger;
}
