// The simulator's front door: a Genesys Cloud that runs here, over real HTTP.
export { startSimulator } from './simulator.js';
export { DEFAULT_CLIENT, DEFAULT_QUEUES, PRACTICE_QUEUES, QUEUE_IDS } from './defaults.js';
export { genesysError, oauthError } from './errors.js';
export { parseFaultRule } from './fault-parse.js';
export type * from './fault-rule.js';
export type * from './options.js';
export type * from './types.js';
export type * from './activity/types.js';
export type * from './notifications/types.js';
