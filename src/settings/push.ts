// Whether changes are heard of beside asking, and what follows from it.
import type { MergedSettings } from './schema.js';
import type { PushSettings } from './types.js';

/** Whether the folder can be used is found out when it is. */
export function readPush({ push }: MergedSettings): PushSettings {
  const { stateDir, ...rest } = push;
  return { ...rest, ...(stateDir !== undefined && { stateDir }) };
}
