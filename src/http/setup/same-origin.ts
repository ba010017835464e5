// Refuses requests that a page of another site makes through an operator's browser (CSRF).
import type { RequestHandler } from 'express';
import { ServiceError } from '../../domain/errors.js';

/**
 * Lets requests of our own page pass, and those of programs, which send neither header. Browsers say where a
 * request comes from in `Sec-Fetch-Site` (Fetch Metadata; not over plain http) and in `Origin` (Fetch, for all
 * but simple reads); `none` is an address that was typed.
 */
export const sameOrigin: RequestHandler = (request, _response, next) => {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  const typed = site === 'none' && request.method !== 'POST';
  const own = site === undefined ? origin === undefined || hostOf(origin) === host : site === 'same-origin';
  if (!own && !typed) {
    throw new ServiceError('cross_site_request', {
      detail: "The browser says that this request comes from another site's page.",
    });
  }
  next();
};

/**
 * For reads that cost something, after `sameOrigin`. Over plain http a browser says nothing of the page for whose
 * image it asks, and adds a password that it remembers by itself: then a header is wanted that only a script of our
 * own page, or a program, can add.
 */
export const fromScript: RequestHandler = ({ headers }, _response, next) => {
  const { authorization = '', 'sec-fetch-site': site } = headers;
  const told = site !== undefined || 'x-requested-by' in headers || 'x-api-key' in headers;
  if (!told && /^basic /i.test(authorization)) {
    throw new ServiceError('cross_site_request', {
      detail:
        'A browser may have sent this for a page of another site: it adds a remembered password by itself.',
      hint: 'Send the admin key as X-API-Key, or add the header X-Requested-By with any value.',
    });
  }
  next();
};

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
