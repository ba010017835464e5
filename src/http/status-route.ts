// What the service knows of itself, for operators: tokens, budgets and what is kept warm.
import type { RequestHandler } from 'express';
import { describeToken } from './health-routes.js';
import type { HttpParts } from './parts.js';

/** `GET /status` on the admin listener. */
export function statusRoute({ organizations, clock, readiness, memory, metrics }: HttpParts): RequestHandler {
  return (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.json({
      state: readiness.state,
      answers: metrics.shares(),
      memory: memory(),
      organizations: [...organizations.values()].map((organization) => ({
        ...describeToken(organization, clock.now()),
        budget: organization.budget(),
      })),
    });
  };
}
