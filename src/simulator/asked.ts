// What a request asks for, read from its request line and headers alone.
import type { IncomingMessage } from 'node:http';
import { DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE } from './query.js';
import type { Route } from './fault-rule.js';

/** A request, understood as far as faults and records need it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Raw, without `?`. */
  readonly query: string;
  readonly params: URLSearchParams;
  readonly route: Route;
  /** As it stands in the path, whatever it is. */
  readonly queueId: string | null;
  readonly pageNumber: number | null;
  /** As asked for, not cut. */
  readonly pageSize: number | null;
  readonly scheme: string | null;
  /** What follows the scheme. */
  readonly credential: string;
}

const QUEUES = /^\/api\/v2\/routing\/queues(?:\/([^/]+)(\/members)?)?$/;

function routeOf(path: string): { route: Route; queueId: string | null } {
  if (path === '/oauth/token') return { route: 'login', queueId: null };
  const [match, queueId, members] = QUEUES.exec(path) ?? [];
  if (match === undefined) return { route: 'other', queueId: null };
  if (queueId === undefined) return { route: 'queues', queueId: null };
  return { route: members === undefined ? 'queue' : 'members', queueId };
}

function number(params: URLSearchParams, name: string, otherwise: number): number | null {
  const value = params.get(name);
  if (value === null) return otherwise;
  return /^-?\d+$/.test(value) ? Number(value) : null;
}

/** Reads a request; never throws. */
export function readAsked(request: IncomingMessage): Asked {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const params = new URLSearchParams(query);
  const { route, queueId } = routeOf(path);
  const paged = route === 'members' || route === 'queues';
  const [scheme, ...credential] = (request.headers.authorization ?? '').trim().split(/\s+/);
  return {
    method: request.method ?? 'GET',
    path,
    query,
    params,
    route,
    queueId,
    pageNumber: paged ? number(params, 'pageNumber', 1) : null,
    pageSize: paged ? number(params, 'pageSize', DEFAULT_PAGE_SIZE) : null,
    scheme: scheme ? scheme.toLowerCase() : null,
    credential: credential.join(' '),
  };
}

/** The page size that Genesys would use, for rules that look at it. */
export const effectivePageSize = (asked: Asked): number => Math.min(asked.pageSize ?? 0, LARGEST_PAGE_SIZE);
