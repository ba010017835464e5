// What the service knows of itself, for operators: tokens, budgets and what is kept warm.
import type { RequestHandler } from 'express';
import { REPLICA } from '../runtime/replica.js';
import { faultLine } from '../settings/faults.js';
import { describeSettings, describeToken } from './health-routes.js';
import type { HttpParts } from './parts.js';

/** `GET /status` on the admin listener. */
export function statusRoute(parts: HttpParts): RequestHandler {
  const { organizations, clock, readiness, memory, metrics } = parts;
  return (_request, response) => {
    const health = parts.settingsHealth();
    response.setHeader('Cache-Control', 'no-store');
    response.json({
      replica: REPLICA,
      state: readiness.state,
      shared: parts.sharingHealth(),
      settings: {
        ...describeSettings(health),
        faults: health.lastError?.faults.map(faultLine) ?? [],
        needRestart: health.needRestart,
      },
      answers: metrics.shares(),
      memory: memory(),
      organizations: [...organizations.values()].map((organization) => ({
        ...describeToken(organization, clock.now()),
        budget: organization.budget(),
      })),
    });
  };
}
