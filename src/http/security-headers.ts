// Helmet's headers as ready values: they are the same for every answer, so helmet is asked once.
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

/** Nothing here is a page: what only matters to documents, plug-ins and old browsers is left out. */
const API_ONLY: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** Names and values in turn, as `writeHead` takes them. */
export const SECURITY_HEADERS: readonly string[] = readHelmet();

/** Sets them on answers that are not written by `sendAnswer`: problems, health, metrics. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  for (let at = 0; at < SECURITY_HEADERS.length; at += 2) {
    response.setHeader(SECURITY_HEADERS[at] as string, SECURITY_HEADERS[at + 1] as string);
  }
  next();
};

function readHelmet(): string[] {
  const request = new IncomingMessage(new Socket());
  // Node has had getRawHeaderNames since 15.4; its types have not.
  const response = new ServerResponse(request) as ServerResponse & { getRawHeaderNames(): string[] };
  let fault: unknown;
  helmet(API_ONLY)(request, response, (error?: unknown) => (fault = error));
  if (fault !== undefined) throw new Error('helmet refuses its own defaults', { cause: fault });
  // Helmet works synchronously: the headers are there when it returns.
  return response.getRawHeaderNames().flatMap((name) => [name, String(response.getHeader(name))]);
}
