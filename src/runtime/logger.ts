// JSON logs on standard output, with secrets cut out. The only importer of pino.
import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { ServiceError } from '../errors.js';
import { REPLICA } from './replica.js';

/** A structured logger: `logger.info({ facts }, 'sentence')`. */
export type Logger = PinoLogger;

/** Field names whose values never reach a log, wherever they stand up to two levels deep. */
const SECRET_FIELDS = [
  ...['authorization', 'Authorization', 'x-api-key', 'apiKey', 'api_key', 'key', 'keys', 'digest', 'digests'],
  ...['token', 'access_token', 'accessToken', 'client_secret', 'clientSecret', 'secret', 'password'],
];

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
  const paths = SECRET_FIELDS.flatMap((field) => {
    const quoted = `["${field}"]`;
    return [quoted, `*${quoted}`, `*.*${quoted}`];
  });
  const options = {
    level,
    base: { replica: REPLICA },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: describeError, err: describeError },
    redact: { paths, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
