// The answer of `/readyz?verbose`, which anybody may read: its type and its description come from here.
import { z } from 'zod';
import { lazily, type Written } from '../../domain/fields.js';
import { looksSchema } from '../../genesys/activity/activity-health.js';
import { sharingSchema } from '../../replicas/sharing-health.js';
import type { HttpDependencies, Organization, PushAtWork } from '../dependencies.js';
import { PUSH_IS, pushAtWorkSchema, pushIsOffSchema } from '../status/push-lines.js';
import {
  describeSettings,
  describeToken,
  organizationHealthSchema,
  settingsHealthSchema,
} from './token-answer.js';

/** Whether requests should be sent here. */
export const stateSchema = lazily(() => z.enum(['starting', 'ready', 'draining']));

const permissions = (description: string) => z.array(z.string()).describe(description);

/** Whether looks work, or what is missing. */
const looksHealthSchema = lazily(() =>
  z
    .strictObject({
      status: looksSchema().shape.status,
      missingPermissions: permissions('Permissions that the OAuth client lacks for looks.'),
    })
    .describe('The state of looks at many queues.'),
);

/** Whether push works, or what is missing. */
const pushHealthSchema = lazily(() =>
  z
    .union([
      pushIsOffSchema(),
      pushAtWorkSchema()
        .pick({ status: true, reason: true })
        .extend({
          missingPermissions: permissions('Permissions that the OAuth client lacks for some topics.'),
        })
        .describe('Push is on.'),
    ])
    .describe(PUSH_IS),
);

/** The whole answer. */
export const readinessSchema = lazily(() =>
  z
    .strictObject({
      state: stateSchema().describe('Ready from the first token until the drain.'),
      // Why is for the admin listener: it may name hosts.
      shared: sharingSchema().shape.status.describe('The state of the shared Redis.'),
      settings: settingsHealthSchema(),
      organizations: z
        .array(
          organizationHealthSchema()
            .extend({ activity: looksHealthSchema(), push: pushHealthSchema() })
            .describe('One organization.'),
        )
        .describe('Every organization.'),
    })
    .describe('Whether requests should be sent here, and what that rests on.'),
);

/** What is told of this process. */
export function readinessAnswer(dependencies: HttpDependencies): Written<typeof readinessSchema> {
  const { readiness, organizations, clock, settingsHealth, sharingHealth } = dependencies;
  return {
    state: readiness.state,
    shared: sharingHealth().status,
    settings: describeSettings(settingsHealth()),
    organizations: [...organizations.values()].map((organization) => ({
      ...describeToken(organization, clock.now()),
      activity: looksHealth(organization),
      push: pushHealth(organization),
    })),
  };
}

function looksHealth({ activity }: Organization): Written<typeof looksHealthSchema> {
  const { status, missingPermission } = activity();
  return { status, missingPermissions: missingPermission === null ? [] : [missingPermission] };
}

function pushHealth({ push }: Organization): Written<typeof pushHealthSchema> {
  const health = push();
  if (health.status === 'off') return { status: health.status };
  const { status, reason } = health;
  return { status, reason: reason ?? null, missingPermissions: missingIn(health) };
}

function missingIn({ refused }: PushAtWork): readonly string[] {
  return [...new Set(refused.flatMap(({ permission }) => permission ?? []))].sort();
}
