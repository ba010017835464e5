// The status page: files from our own folder, read once, under a policy that lets nothing in from elsewhere.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Router, type RequestHandler } from 'express';
import helmet from 'helmet';
import { PACKAGE_ROOT } from '../package-root.js';
import { exchangeOf } from './exchange.js';
import { methodNotAllowed } from './problem.js';

const FILES: ReadonlyArray<readonly [path: string, file: string, contentType: string]> = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/ui/app.js', 'app.js', 'text/javascript; charset=utf-8'],
  ['/ui/app.css', 'app.css', 'text/css; charset=utf-8'],
  ['/ui/icon.svg', 'icon.svg', 'image/svg+xml'],
];

/** Only our own origin, nothing inline, nobody's frame. */
const policy = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
});

/** `GET /` and its files, for those whom `guard` lets pass. */
export function pageRoutes(guard: RequestHandler): Router {
  const router = Router();
  for (const [path, file, contentType] of FILES) {
    const named: RequestHandler = (_request, response, next) => {
      exchangeOf(response).route = 'page';
      next();
    };
    router
      .route(path)
      .all(named)
      .get(guard, policy, sendFile(file, contentType))
      .all(methodNotAllowed('GET, HEAD'));
  }
  return router;
}

function sendFile(file: string, contentType: string): RequestHandler {
  let read: { readonly body: Buffer; readonly etag: string } | undefined;
  return (request, response) => {
    // At the first request, as most processes never show the page.
    read ??= readPage(file);
    if (!read) {
      response.status(503).type('text/plain');
      return void response.send(
        'The status page is not built: run "npm run build". The same as JSON: /status\n',
      );
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('ETag', read.etag);
    if (request.headers['if-none-match'] === read.etag) return void response.status(304).end();
    response.setHeader('Content-Type', contentType);
    response.setHeader('Content-Length', read.body.length);
    response.end(read.body);
  };
}

function readPage(file: string) {
  try {
    const body = readFileSync(new URL(`dist/ui/${file}`, PACKAGE_ROOT));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
    return { body, etag };
  } catch {
    return undefined;
  }
}
