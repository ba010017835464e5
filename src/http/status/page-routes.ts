// The status page: files from our own folder, read once, under a policy that lets nothing in from elsewhere.
import { readFileSync } from 'node:fs';
import { Router, type RequestHandler } from 'express';
import helmet from 'helmet';
import { PACKAGE_ROOT } from '../../runtime/package-root.js';
import { toRendering, type Rendering } from '../../cache/renderings.js';
import { contextOf } from '../request-context.js';
import { methodNotAllowed } from '../problem.js';
import { sendReady } from '../ready-bytes.js';

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
      contextOf(response).route = 'page';
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
  let read: Rendering | undefined;
  return (request, response) => {
    // At the first request, as most processes never show the page.
    read ??= readPage(file, contentType);
    if (!read) {
      response.status(503).type('text/plain');
      return void response.send(
        'The status page is not built: run "npm run build". The same as JSON: /status\n',
      );
    }
    sendReady(request, response, read);
  };
}

function readPage(file: string, contentType: string): Rendering | undefined {
  try {
    return toRendering(contentType, readFileSync(new URL(`dist/ui/${file}`, PACKAGE_ROOT), 'utf8'));
  } catch {
    return undefined;
  }
}
