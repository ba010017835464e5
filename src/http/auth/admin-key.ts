// Keeps the admin pages to those who hold the admin key, unless only this machine can reach them.
import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ServiceError } from '../../domain/errors.js';
import { basicPassword } from '../../domain/caller.rules.js';
import { keyDigest } from '../../domain/key-digest.js';
import { isLoopback } from '../../settings/hosts.js';
import type { HttpDependencies } from '../dependencies.js';
import { contextOf } from '../request-context.js';
import { FailedKeys } from './failed-keys.js';
import { keysIn } from './keys-in.js';
import { noteRefused } from './refused.js';

/** Makes a browser ask for the key, and send it with all that the page asks for. */
const CHALLENGE = 'Basic realm="availability proxy (password: ADMIN_KEY)", charset="UTF-8"';

/** Lets a request with the admin key pass; on a loopback listener without a key configured, any of this machine. */
export function adminOnly(dependencies: HttpDependencies): RequestHandler {
  const { settings, access, clock, logger } = dependencies;
  const { host } = settings.admin;
  const failedKeys = new FailedKeys('admin', settings.http.failedKeysPerMinute, clock, logger);
  return (request, response, next) => {
    const { adminKeyDigest: wanted } = access.get();
    if (wanted === undefined) {
      if (!isLoopback(host))
        throw new ServiceError('admin_key_required', {
          hint: 'Set ADMIN_KEY: off loopback this page is not served without one.',
        });
      requireLoopbackName(request);
      return next();
    }
    const keys = keysOf(request);
    if (keys.some((key) => isKey(key, wanted))) return next();
    const error = keys.length === 0 ? new ServiceError('admin_key_required') : guessed(request, response);
    if (error.status === 401) response.setHeader('WWW-Authenticate', CHALLENGE);
    throw error;
  };

  /** A browser asks without a key first: only a wrong one is a guess. */
  function guessed(request: Request, response: Response): ServiceError {
    const wrong = new ServiceError('admin_key_required', { detail: 'The key is not the admin key.' });
    const { error, address, logged } = failedKeys.count(wrong, request.ip);
    Object.assign(contextOf(response), { ip: address, logged });
    dependencies.metrics.refusals.inc({ reason: error.code });
    noteRefused(dependencies.journal, 'requests with a wrong admin key', error, address);
    return error;
  }
}

function keysOf(request: Request): string[] {
  const password = basicPassword(request.headers.authorization);
  return [...keysIn(request), ...(password === undefined ? [] : [password])];
}

const isKey = (key: string, wanted: string) =>
  timingSafeEqual(Buffer.from(keyDigest(key), 'hex'), Buffer.from(wanted, 'hex'));

/** A foreign page could point a name of its own at this machine (DNS rebinding): its name gives it away. */
function requireLoopbackName({ headers }: Request): void {
  const name = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(headers.host ?? '')?.[1] ?? '';
  if (isLoopback(name.replace(/^\[|\]$/g, ''))) return;
  throw new ServiceError('admin_key_required', {
    detail: 'Without an admin key this page answers only to localhost, 127.0.0.1 and [::1].',
    hint: 'Open it under one of these names, or set ADMIN_KEY.',
  });
}
