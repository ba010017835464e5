// JSON logs on standard output, with secrets cut out. The only importer of pino.
import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { ServiceError } from '../domain/errors.js';
import { redact } from './redact.js';
import { REPLICA } from '../runtime/replica.js';

/** A structured logger: `logger.info({ facts }, 'sentence')`. No children: pino cuts nothing out of what they carry. */
export type Logger = Pick<
  PinoLogger,
  'isLevelEnabled' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
>;

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

/** @param destination where the lines go; standard output unless given */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { replica: REPLICA },
    timestamp: stdTimeFunctions.isoTime,
    // Not pino's own `redact`: it costs tens of microseconds a line, and there is a line for each answer.
    formatters: { level: (label: string) => ({ level: label }), log: redact },
    serializers: { error: describeError, err: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}
