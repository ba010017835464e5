// The two express apps: the order of middleware and the list of routes on one page. Nothing here listens.
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { authentication } from './authentication.js';
import { availabilityRoute } from './availability-route.js';
import { beginExchange, exchangeOf } from './exchange.js';
import { healthRoutes } from './health-routes.js';
import { membersRoute } from './members-route.js';
import type { HttpParts } from './parts.js';
import { methodNotAllowed, problemHandler, routeNotFound } from './problem.js';
import { readBody } from './request-parameters.js';
import { webhookRoute } from './webhook-route.js';

/** What webhooks meet. */
export function publicApp(parts: HttpParts): Express {
  const app = baseApp(parts);
  const authenticate = authentication(parts);
  const body = readBody(parts.settings.http.bodyLimitBytes);
  const availability = availabilityRoute(parts);
  const webhook = webhookRoute(parts);

  app.use(healthRoutes(parts));
  app
    .route('/api/v2/routing/queues/:queueId/members')
    .all(named('members'))
    .get(authenticate, membersRoute(parts))
    .all(methodNotAllowed('GET, HEAD'));
  for (const path of ['/v1/queues/:queueId/availability', '/v1/availability']) {
    app
      .route(path)
      .all(named('availability'))
      .get(authenticate, availability)
      .post(authenticate, body, availability)
      .all(methodNotAllowed('GET, HEAD, POST'));
  }
  app
    .route('/v1/webhooks/:name')
    .all(named('webhook'))
    .get(authenticate, webhook)
    .post(authenticate, body, webhook)
    .all(methodNotAllowed('GET, HEAD, POST'));
  app.use(routeNotFound, problemHandler);
  return app;
}

/** What operators and orchestrators meet. */
export function adminApp(parts: HttpParts): Express {
  const app = baseApp(parts);
  const { registry } = parts.metrics;

  app.use(healthRoutes(parts));
  app
    .route('/metrics')
    .all(named('metrics'))
    .get(async (_request, response) => {
      response.setHeader('Content-Type', registry.contentType);
      response.end(await registry.metrics());
    })
    .all(methodNotAllowed('GET, HEAD'));
  app.use(routeNotFound, problemHandler);
  return app;
}

function baseApp(parts: HttpParts): Express {
  const app = express();
  const { trustProxy } = parts.settings.http;
  app.disable('x-powered-by');
  app.disable('etag');
  app.disable('query parser');
  app.set('case sensitive routing', true);
  app.set('trust proxy', trustProxy === false ? false : [...trustProxy]);
  app.use(beginExchange(parts), helmet());
  return app;
}

/** Names the route for log and metrics. */
function named(route: string): RequestHandler {
  return (_request, response, next) => {
    exchangeOf(response).route = route;
    next();
  };
}
