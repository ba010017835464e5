// The words of Genesys that the simulator knows: presences, routing statuses, and which go together.

export const PRESENCES = [
  'Available',
  'Away',
  'Break',
  'Busy',
  'Meal',
  'Meeting',
  'Training',
  'Idle',
  'Offline',
  'On Queue',
] as const;

export const ROUTING_STATUSES = [
  'OFF_QUEUE',
  'IDLE',
  'INTERACTING',
  'NOT_RESPONDING',
  'COMMUNICATING',
] as const;

/** Routing statuses of an agent who is on queue, the likely ones more often. */
export const ON_QUEUE_STATUSES = [
  'IDLE',
  'IDLE',
  'IDLE',
  'IDLE',
  'INTERACTING',
  'INTERACTING',
  'INTERACTING',
  'NOT_RESPONDING',
  'COMMUNICATING',
] as const;

/** The routing status that a presence alone implies. */
export const statusFor = (presence: string): string => (presence === 'On Queue' ? 'IDLE' : 'OFF_QUEUE');

/** The presence that a routing status alone implies. */
export const presenceFor = (status: string): string => (status === 'OFF_QUEUE' ? 'Available' : 'On Queue');

/** Whether an agent can be in both: on queue by presence exactly when not off queue by routing status. */
export const consistent = (presence: string, status: string): boolean =>
  (presence === 'On Queue') === (status !== 'OFF_QUEUE');
