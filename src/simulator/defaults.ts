// The organization that a simulator holds when it is told nothing.
import type { QueueSpec } from './options.js';

/** The client of a simulator that was given none. */
export const DEFAULT_CLIENT = {
  id: '7c0f8f0e-2c3b-4f6a-9d51-5a3e1b0c9d21',
  secret: 'sim-Qm9_uYx2Vt7LrKp4ZsNw8HdJc1GfEa5B',
} as const;

/** The default queues' ids by name. */
export const QUEUE_IDS = {
  sales: '11111111-1111-4111-8111-111111111111',
  support: '22222222-2222-4222-8222-222222222222',
  billing: '33333333-3333-4333-8333-333333333333',
  onQueue: '44444444-4444-4444-8444-444444444444',
  nobodyJoined: '55555555-5555-4555-8555-555555555555',
} as const;

/** Serves in two queues, so that counting over queues has somebody to count once. */
const shared = {
  userId: '99999999-9999-4999-8999-999999999999',
  name: 'Robin Both',
  presence: 'Available',
  skills: ['Sales', 'Support'],
};

/** The queues of a simulator that was given none: one page, several pages, a handful. */
export const DEFAULT_QUEUES: readonly QueueSpec[] = [
  { id: QUEUE_IDS.sales, name: 'sales', agents: [shared], members: 11 },
  { id: QUEUE_IDS.support, name: 'support', agents: [shared], members: 129 },
  { id: QUEUE_IDS.billing, name: 'billing', members: 5 },
];

const agentsWith = (count: number, state: object) => Array.from({ length: count }, () => state);

/** Those, and two that show what people ask support about: they stay as they are. */
export const PRACTICE_QUEUES: readonly QueueSpec[] = [
  ...DEFAULT_QUEUES,
  // Whoever asks for presence Available counts nobody here, though half of them can take a call.
  {
    id: QUEUE_IDS.onQueue,
    name: 'everybody on queue',
    steady: true,
    agents: [
      ...agentsWith(3, { presence: 'On Queue', routingStatus: 'IDLE' }),
      ...agentsWith(3, { presence: 'On Queue', routingStatus: 'INTERACTING' }),
    ],
  },
  {
    id: QUEUE_IDS.nobodyJoined,
    name: 'nobody joined',
    steady: true,
    agents: agentsWith(4, { presence: 'Available', joined: false }),
  },
];
