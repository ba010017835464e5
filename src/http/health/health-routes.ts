// What orchestrators and operators ask of the process itself; no key is needed and no secret is told.
import { Router, type RequestHandler } from 'express';
import { organizationNamed } from '../auth/caller-scope.js';
import { contextOf } from '../request-context.js';
import type { HttpDependencies } from '../dependencies.js';
import { methodNotAllowed } from '../problem.js';
import { queryOf } from '../request-parameters.js';
import { readinessAnswer } from './readiness-answer.js';
import { describeToken, tokenAnswer } from './token-answer.js';

/** `/livez`, `/readyz` and `/health/token`. */
export function healthRoutes(dependencies: HttpDependencies): Router {
  const router = Router();
  const routes: Array<[string, string, RequestHandler]> = [
    ['/livez', 'livez', livez],
    ['/readyz', 'readyz', readyz(dependencies)],
    ['/health/token', 'health', tokenHealth(dependencies)],
  ];
  for (const [path, name, handler] of routes) {
    const named: RequestHandler = (_request, response, next) => {
      contextOf(response).route = name;
      response.setHeader('Cache-Control', 'no-store');
      next();
    };
    router.route(path).all(named).get(handler).all(methodNotAllowed('GET, HEAD'));
  }
  return router;
}

/** The process answers: nothing else is asked, least of all Genesys. */
const livez: RequestHandler = (_request, response) => {
  response.type('text/plain').send('ok\n');
};

function readyz(dependencies: HttpDependencies): RequestHandler {
  return (request, response) => {
    const { state } = dependencies.readiness;
    response.status(state === 'ready' ? 200 : 503);
    if (!queryOf(request).has('verbose')) return void response.type('text/plain').send(`${state}\n`);
    response.json(readinessAnswer(dependencies));
  };
}

function tokenHealth({ organizations, clock }: HttpDependencies): RequestHandler {
  return (request, response) => {
    const name = queryOf(request).get('organization');
    const asked = name === null ? [...organizations.values()] : [organizationNamed(organizations, name)];
    const described = asked.map((organization) => describeToken(organization, clock.now()));
    response.status(described.some(({ status }) => status === 'failing') ? 503 : 200);
    response.json(tokenAnswer(described, name === null));
  };
}
