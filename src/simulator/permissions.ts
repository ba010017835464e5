// Who may see what: the permissions of which any one is enough.

/** For a queue's members, and for hearing of them. */
export const MEMBER_PERMISSIONS: readonly string[] = [
  'routing:queue:view',
  'routing:queue:edit',
  'routing:queue:readonly',
  'routing:queueMember:manage',
];

/** For queues themselves. */
export const QUEUE_PERMISSIONS: readonly string[] = ['routing:queue:view'];

/** For a queue's observations. */
export const OBSERVATION_PERMISSIONS: readonly string[] = ['analytics:queueObservation:view'];
