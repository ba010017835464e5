// Which errors each kind of operation can answer with.
import { ERRORS, type ErrorCode, type ErrorPlace } from '../../domain/error-codes.js';

/** The codes that an operation with these places can answer with. */
export function codesOf(places: readonly ErrorPlace[]): ErrorCode[] {
  const byKey = places.includes('caller key') || places.includes('admin key');
  const can = new Set(byKey ? [...places, 'key'] : places);
  return (Object.keys(ERRORS) as ErrorCode[]).filter((code) => can.has(ERRORS[code].place));
}
