// W3C Trace Context: what a request's `traceparent` and `tracestate` say, and how they are passed on.
// Source: https://www.w3.org/TR/trace-context/, sections 3.2 and 3.3.

/** The trace that a request belongs to. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Two hexadecimal digits. */
  readonly flags: string;
  /** What tracing systems say to each other; passed on as it came. */
  readonly state?: string;
}

/** Version, trace id, parent id, flags; a later version may say more behind that. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Of version 00: sampled, and the trace id is random. */
const KNOWN_FLAGS = 0x03;
/** Beyond this nobody has to pass a state on. */
const LONGEST_STATE = 512;

/** The trace of a request with these headers; undefined when it has none, or none that is valid. */
export function readTraceContext(
  traceparent: string | undefined,
  tracestate: string | undefined,
): TraceContext | undefined {
  const [, version, traceId = '', parentId = '', flags = '', more] =
    TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (isZero(traceId) || isZero(parentId)) return undefined;
  const known = (Number.parseInt(flags, 16) & KNOWN_FLAGS).toString(16).padStart(2, '0');
  return { traceId, flags: known, ...(isPassable(tracestate) && { state: tracestate }) };
}

function isPassable(state: string | undefined): state is string {
  return state !== undefined && state.length <= LONGEST_STATE && /^[\x20-\x7e]+$/.test(state);
}

/**
 * The headers of a request that is made on behalf of `trace`.
 * @param spanId 16 hexadecimal digits, not all zero: our own name for that request
 */
export function traceHeaders(
  { traceId, flags, state }: TraceContext,
  spanId: string,
): Record<string, string> {
  const traceparent = `00-${traceId}-${spanId}-${flags}`;
  return state === undefined ? { traceparent } : { traceparent, tracestate: state };
}

function isZero(digits: string): boolean {
  return /^0+$/.test(digits);
}
