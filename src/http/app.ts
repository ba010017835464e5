// The two express apps: the order of middleware and the list of routes on one page. Nothing here listens.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import { MEMBERS_RESOURCES } from '../domain/members-path.rules.js';
import { adminOnly } from './auth/admin-key.js';
import { requestContexts } from './answer-log.js';
import { CallerQuotas } from './auth/quotas.js';
import { authentication } from './auth/authentication.js';
import { availabilityRoute } from './availability/availability-route.js';
import { contextMiddleware, contextOf, type RequestContexts } from './request-context.js';
import { healthRoutes } from './health/health-routes.js';
import { HotPath } from './hot-path/hot-path.js';
import { membersRoute } from './members/members-route.js';
import { openapiRoute } from './openapi/route.js';
import type { HttpDependencies } from './dependencies.js';
import { methodNotAllowed, problemHandler, routeNotFound } from './problem.js';
import { pageRoutes } from './status/page-routes.js';
import { queuePeopleRoute } from './setup/queue-people-route.js';
import { queueSearchRoute } from './setup/queue-search-route.js';
import { FORM_TYPE, JSON_TYPE, readBody } from './read-body.js';
import { fromScript, sameOrigin } from './setup/same-origin.js';
import { securityHeaders } from './security-headers.js';
import { statusEvents } from './status/status-events.js';
import { statusRoute } from './status/status-route.js';
import { webhookRoute } from './webhooks/webhook-route.js';
import { readRun, webhookRunRoute } from './setup/webhook-run-route.js';

/** A listener's two handlers. */
export interface App {
  /** Answers what it can at once; false leaves the request to `handler`. */
  readonly quick: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly handler: RequestListener;
}

/** What webhooks meet. */
export function publicApp(dependencies: HttpDependencies): App {
  const contexts = requestContexts(dependencies);
  const { clock, access, kept } = dependencies;
  const quotas = new CallerQuotas(clock);
  const hotPath = new HotPath({
    ...{ requestContexts: contexts, clock, quotas, memory: kept },
    isCurrent: (caller) => access.has(caller),
  });
  access.onReplace(() => hotPath.forgetAll());
  const app = baseApp(dependencies, contexts);
  const authenticate = authentication(dependencies, quotas);
  const body = readBody(dependencies.settings.http.bodyLimitBytes, [JSON_TYPE, FORM_TYPE]);
  const availability = availabilityRoute(dependencies, hotPath);
  const webhook = webhookRoute(dependencies, hotPath);

  app.use(healthRoutes(dependencies));
  for (const resource of MEMBERS_RESOURCES) {
    app
      .route(`/api/v2/routing/queues/:queueId/${resource}`)
      .all(named(resource))
      .get(authenticate, body, membersRoute(dependencies, hotPath, resource))
      .all(methodNotAllowed('GET, HEAD'));
  }
  for (const path of ['/v1/queues/:queueId/availability', '/v1/availability']) {
    app
      .route(path)
      .all(named('availability'))
      .get(authenticate, body, availability)
      .post(authenticate, body, availability)
      .all(methodNotAllowed('GET, HEAD, POST'));
  }
  app
    .route('/v1/webhooks/:name')
    .all(named('webhook'))
    .get(authenticate, body, webhook)
    .post(authenticate, body, webhook)
    .all(methodNotAllowed('GET, HEAD, POST'));
  if (dependencies.settings.http.publishOpenapi)
    app
      .route('/openapi.json')
      .all(named('openapi'))
      .get(openapiRoute('public'))
      .all(methodNotAllowed('GET, HEAD'));
  app.use(routeNotFound, problemHandler);
  dependencies.metrics.watchMemory(() => ({ questionsRemembered: hotPath.size }));
  return { handler: app, quick: (request, response) => hotPath.answer(request, response) };
}

/** What operators and orchestrators meet. */
export function adminApp(dependencies: HttpDependencies): App {
  const app = baseApp(dependencies, requestContexts(dependencies));
  const { registry } = dependencies.metrics;
  const admin = adminOnly(dependencies);

  app.use(healthRoutes(dependencies));
  app
    .route('/metrics')
    .all(named('metrics'))
    .get(async (_request, response) => {
      response.setHeader('Content-Type', registry.contentType);
      response.end(await registry.metrics());
    })
    .all(methodNotAllowed('GET, HEAD'));
  app
    .route('/status')
    .all(named('status'))
    .get(admin, statusRoute(dependencies))
    .all(methodNotAllowed('GET, HEAD'));
  app
    .route('/status/events')
    .all(named('status'))
    .get(admin, sameOrigin, statusEvents(dependencies))
    .all(methodNotAllowed('GET, HEAD'));
  app
    .route('/openapi.json')
    .all(named('openapi'))
    .get(admin, openapiRoute('admin'))
    .all(methodNotAllowed('GET, HEAD'));
  app.use(pageRoutes(admin));
  app
    .route('/queues')
    .all(named('queues'))
    .get(admin, sameOrigin, fromScript, queueSearchRoute(dependencies))
    .all(methodNotAllowed('GET, HEAD'));
  app
    .route('/queue-people')
    .all(named('queue-people'))
    .get(admin, sameOrigin, fromScript, queuePeopleRoute(dependencies))
    .all(methodNotAllowed('GET, HEAD'));
  app
    .route('/webhook-runs')
    .all(named('webhook-runs'))
    .post(admin, sameOrigin, readRun, webhookRunRoute(dependencies))
    .all(methodNotAllowed('POST'));
  app.use(routeNotFound, problemHandler);
  return { handler: app, quick: () => false };
}

function baseApp(dependencies: HttpDependencies, contexts: RequestContexts): Express {
  const app = express();
  const { trustProxy } = dependencies.settings.http;
  app.disable('x-powered-by');
  app.disable('etag');
  app.disable('query parser');
  app.set('case sensitive routing', true);
  app.set('trust proxy', trustProxy === false ? false : [...trustProxy]);
  app.use(contextMiddleware(contexts), securityHeaders);
  return app;
}

/** Names the route for log and metrics. */
function named(route: string): RequestHandler {
  return (_request, response, next) => {
    contextOf(response).route = route;
    next();
  };
}
