// Keeps the admin pages to those who hold the admin key, unless only this machine can reach them.
import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.js';
import { presentedKeys } from '../rules/caller.js';
import { keyDigest } from '../rules/key-digest.js';
import { isLoopback } from '../settings/hosts.js';
import type { HttpParts } from './parts.js';

/** Lets a request with the admin key pass; on a loopback listener without a key configured, any. */
export function adminOnly({ settings, access }: HttpParts): RequestHandler {
  const { host } = settings.admin;
  return (request, _response, next) => {
    const { adminKeyDigest: wanted } = access.get();
    if (wanted === undefined) {
      if (isLoopback(host)) return next();
      throw new ServiceError('admin_key_required', {
        hint: 'Set ADMIN_KEY: off loopback this page is not served without one.',
      });
    }
    const { authorization, 'x-api-key': apiKey } = request.headers;
    const keys = presentedKeys({ authorization, apiKey: typeof apiKey === 'string' ? apiKey : undefined });
    const known = keys.some((key) =>
      timingSafeEqual(Buffer.from(keyDigest(key), 'hex'), Buffer.from(wanted, 'hex')),
    );
    if (!known) throw new ServiceError('admin_key_required');
    next();
  };
}
