// The members of a queue as the doctor counts them: joined, presence and routing status of each.
import { z } from 'zod';
import type { Member } from '../../model.js';
import type { Person } from '../../rules/queue-diagnosis.js';

/** What a walk must ask for so that `personOf` finds something. */
export const PERSON_VIEW = { expand: ['presence', 'routingStatus'] } as const;

const status = z.object({ status: z.string() }).optional().catch(undefined);
/** Source: SDK 262, `QueueMember`; what is missing is "not told". */
const entitySchema = z.object({
  joined: z.boolean().catch(false),
  routingStatus: status,
  user: z
    .object({
      presence: z
        .object({ presenceDefinition: z.object({ systemPresence: z.string() }) })
        .optional()
        .catch(undefined),
      routingStatus: status,
    })
    .optional()
    .catch(undefined),
});

/** Reads what Genesys wrote of a member. */
export function personOf({ json }: Member): Person {
  const { joined, routingStatus, user } = entitySchema.parse(JSON.parse(json));
  return {
    joined,
    presence: user?.presence?.presenceDefinition.systemPresence ?? 'presence not told',
    routingStatus: (routingStatus ?? user?.routingStatus)?.status ?? 'routing status not told',
  };
}
