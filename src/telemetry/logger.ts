// JSON logs on standard output, with secrets cut out. The only importer of pino.
import {
  pino,
  stdTimeFunctions,
  type DestinationStream,
  type Logger as PinoLogger,
  type LoggerOptions,
} from 'pino';
import { ServiceError } from '../domain/errors.js';
import type { LogWriter } from './log-writer.js';
import { redact } from './redact.js';
import { fillable, slot } from './repeated-line.js';
import { systemClock } from '../runtime/clock.js';
import { REPLICA } from '../runtime/replica.js';

/** A structured logger: `logger.info({ facts }, 'sentence')`. No children: pino cuts nothing out of what they carry. */
export interface Logger extends Pick<
  PinoLogger,
  'isLevelEnabled' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
> {
  /** Lines that nobody read in time, or that could not be written, since the start; absent where that is not known. */
  readonly linesLost?: () => number;
  /**
   * The line of these facts at level info, to be written again and again with other values where they have a `slot`
   * above 0; absent where lines don't go through here.
   */
  readonly repeatedLine?: (facts: Record<string, unknown>, message: string) => RepeatedLine;
}

/** @param values JSON text by number of slot; the first, the time, is filled in here */
export type RepeatedLine = (values: Array<string | number>) => void;

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

const LEVELS = { info: 30 };

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
  return Object.assign(logger, {
    linesLost: () => writer.lost,
    repeatedLine: repeatedLines((line) => writer.write(line, LEVELS.info)),
  });
}

const METADATA = Symbol.for('pino.metadata');

const OPTIONS: LoggerOptions = {
  base: { replica: REPLICA },
  timestamp: stdTimeFunctions.isoTime,
  // Not pino's own `redact`: it costs tens of microseconds a line, and there is a line for each answer.
  formatters: { level: (label: string) => ({ level: label }), log: redact },
  serializers: { error: describeError, err: describeError },
};

/** @param destination where each line goes at once; standard output unless given */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { ...OPTIONS, level };
  const logger: PinoLogger = destination ? pino(options, destination) : pino(options);
  if (!destination) return logger;
  return Object.assign(logger, { repeatedLine: repeatedLines((line) => destination.write(line)) });
}

const TIME_NAME = ',"time":';

/** Lines are written by pino once, with slots, so that they are like all others. */
function repeatedLines(write: (line: string) => void): NonNullable<Logger['repeatedLine']> {
  let written = '';
  const timestamp = () => `${TIME_NAME}"${slot(0)}"`;
  const logger = pino({ ...OPTIONS, level: 'info', timestamp }, { write: (line) => void (written = line) });
  return (facts, message) => {
    logger.info(facts, message);
    const fill = fillable(written);
    return (values) => {
      values[0] = `"${isoTime()}"`;
      write(fill(values));
    };
  };
}

const second = { at: -Infinity, text: '' };

/** This moment as pino writes it; most of its text lasts for a second. */
function isoTime(): string {
  const now = systemClock.wall();
  const ms = now - second.at;
  if (ms >= 0 && ms < 1_000) return `${second.text}${String(ms).padStart(3, '0')}Z`;
  const whole = new Date(now).toISOString();
  second.at = now - (now % 1_000);
  second.text = whole.slice(0, -'000Z'.length);
  return whole;
}
