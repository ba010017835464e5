// Finds out who is asking before anything else is looked at.
import type { Request, RequestHandler } from 'express';
import { ServiceError, asServiceError } from '../../domain/errors.js';
import { findCaller, type Caller, type FoundCaller } from '../../domain/caller.rules.js';
import { contextOf } from '../request-context.js';
import { FailedKeys } from './failed-keys.js';
import { keysIn } from './keys-in.js';
import type { CallerQuotas } from './quotas.js';
import { noteRefused } from './refused.js';
import type { HttpDependencies } from '../dependencies.js';
import { queryOf } from '../request-parameters.js';

/**
 * Lets a request with a valid caller key pass, within the caller's quota. A wrong key costs its network
 * one of its failures; a right one is answered whatever the address did before.
 */
export function authentication(dependencies: HttpDependencies, quotas: CallerQuotas): RequestHandler {
  const { settings, clock, logger } = dependencies;
  const failedKeys = new FailedKeys('callers', settings.http.failedKeysPerMinute, clock, logger);
  const refuse = (fault: unknown) => {
    const error = asServiceError(fault);
    dependencies.metrics.refusals.inc({ reason: error.code });
    return error;
  };
  return (request, response, next) => {
    const access = dependencies.access.get();
    const found = access.anonymous ? { caller: access.anonymous } : identify(request, access.callers);
    if (found instanceof ServiceError) {
      const { error, address, logged } = failedKeys.count(found, request.ip);
      Object.assign(contextOf(response), { ip: address, logged });
      noteRefused(dependencies.journal, 'requests without a known caller key', error, address);
      throw refuse(error);
    }
    const { caller } = found;
    const uses = 'digest' in found ? [dependencies.journal.key(found.digest)] : [];
    const takeFromQuota = (requests: number) => {
      try {
        quotas.require(caller, requests);
      } catch (fault) {
        throw refuse(fault);
      }
    };
    Object.assign(contextOf(response), { caller, access, takeFromQuota, uses });
    takeFromQuota(1);
    next();
  };
}

function identify(request: Request, callers: readonly Caller[]): FoundCaller | ServiceError {
  const keys = keysIn(request);
  for (const key of keys) {
    const found = findCaller(key, callers);
    if (found) return found;
  }
  const inUrl = queryOf(request).get('key');
  const found = inUrl === null ? undefined : findCaller(inUrl, callers);
  if (found?.caller.keyInUrl) return found;
  if (found)
    return new ServiceError('caller_key_invalid', { detail: 'This caller may not send its key in the URL.' });
  if (keys.length === 0 && request.headers.authorization?.trim()) {
    return new ServiceError('caller_key_missing', {
      detail:
        'The Authorization header holds no key: it has to be "Bearer " and the key, "Token " and the key, or Basic with the key as the password.',
    });
  }
  return new ServiceError(keys.length > 0 || inUrl !== null ? 'caller_key_invalid' : 'caller_key_missing');
}
