// One contestant of the hit bench, as a process: node contestant.ts <kind> <port> <body file> <origin>.
import { readFileSync } from 'node:fs';
import { createServer, Agent, type RequestListener } from 'node:http';

const [kind = '', port = '', bodyFile = '', origin = ''] = process.argv.slice(2);
const body = bodyFile === '' ? Buffer.alloc(0) : readFileSync(bodyFile);
const TYPE = 'application/json; charset=utf-8';

/** What helmet and the service send with each answer, in their number and length. */
const AS_MANY_HEADERS = [
  ...['X-Request-Id', '0b3d9d3a-7a51-4f0e-9a0e-0d3a51f0e9a0'],
  ...['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ...['Cross-Origin-Opener-Policy', 'same-origin', 'Cross-Origin-Resource-Policy', 'same-origin'],
  ...['Origin-Agent-Cluster', '?1', 'Referrer-Policy', 'no-referrer'],
  ...['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ...['X-Content-Type-Options', 'nosniff', 'X-DNS-Prefetch-Control', 'off', 'X-Download-Options', 'noopen'],
  ...['X-Frame-Options', 'SAMEORIGIN', 'X-Permitted-Cross-Domain-Policies', 'none', 'X-XSS-Protection', '0'],
  ...['Cache-Control', 'private, no-cache', 'Vary', 'Authorization, X-API-Key'],
  ...['Cache-Status', 'availability-proxy; hit; ttl=3599', 'Age', '12'],
  ...['ETag', '"Zk0mXq1v7yJt3sQp9uRwB2LcNfH"'],
];

function listen(listener: RequestListener): void {
  createServer({ keepAliveTimeout: 75_000 }, listener).listen(Number(port), '127.0.0.1');
}

/** Ready bytes with the two headers that they need, or with `more`. */
function bare(more: readonly string[]): void {
  const headers = [...more, 'Content-Type', TYPE, 'Content-Length', String(body.length)];
  listen((_request, response) => response.writeHead(200, headers).end(body));
}

async function fastifyReady(withHelmet: boolean): Promise<void> {
  const [{ fastify }, { default: helmet }] = await Promise.all([import('fastify'), import('helmet')]);
  const app = fastify({ keepAliveTimeout: 75_000 });
  const protect = helmet();
  // As @fastify/helmet does it.
  if (withHelmet)
    app.addHook('onRequest', (request, reply, next) =>
      protect(request.raw, reply.raw, (fault) => next(fault as Error | undefined)),
    );
  app.get('/api/v2/routing/queues/:queueId/members', (_request, reply) =>
    reply.header('Content-Type', TYPE).send(body),
  );
  await app.listen({ port: Number(port), host: '127.0.0.1' });
}

async function expressApp() {
  const [{ default: express }, { default: helmet }] = await Promise.all([
    import('express'),
    import('helmet'),
  ]);
  const app = express();
  app.use(helmet());
  return app;
}

async function expressReady(): Promise<void> {
  const app = await expressApp();
  app.disable('etag');
  app.get('/api/v2/routing/queues/:queueId/members', (_request, response) => {
    response.setHeader('Content-Type', TYPE);
    response.send(body);
  });
  listen(app as RequestListener);
}

async function expressProxyMiddleware(): Promise<void> {
  const { createProxyMiddleware } = await import('http-proxy-middleware');
  const app = await expressApp();
  app.use(createProxyMiddleware({ target: origin, agent: new Agent({ keepAlive: true }) }));
  listen(app as RequestListener);
}

/** What one writes by hand in ten minutes. */
async function expressFetch(): Promise<void> {
  const app = await expressApp();
  app.get('/api/v2/routing/queues/:queueId/members', async (request, response) => {
    const { authorization = '' } = request.headers;
    const answer = await fetch(origin + request.originalUrl, { headers: { authorization } });
    response.status(answer.status).json(await answer.json());
  });
  listen(app as RequestListener);
}

const KINDS: Readonly<Record<string, () => void | Promise<void>>> = {
  bare: () => bare([]),
  'bare-headers': () => bare(AS_MANY_HEADERS),
  fastify: () => fastifyReady(false),
  'fastify-helmet': () => fastifyReady(true),
  express: expressReady,
  'express-proxy': expressProxyMiddleware,
  'express-fetch': expressFetch,
};
await KINDS[kind]?.();
