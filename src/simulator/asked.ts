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
  /** The notification channel in the path, whatever it is. A secret. */
  readonly channelId: string | null;
  readonly pageNumber: number | null;
  /** As asked for, not cut. */
  readonly pageSize: number | null;
  readonly scheme: string | null;
  /** The Host header. */
  readonly host: string | null;
  /** What follows the scheme. */
  readonly credential: string;
}

const QUEUES = /^\/api\/v2\/routing\/queues(?:\/([^/]+)(\/members)?)?$/;

const CHANNELS = /^\/api\/v2\/notifications\/channels(?:\/([^/]+)(\/subscriptions)?)?$/;
const ANALYTICS: Readonly<Record<string, Route>> = {
  '/api/v2/analytics/routing/activity/query': 'activity',
  '/api/v2/analytics/queues/observations/query': 'observations',
};
const SOCKET = /^\/channels\/([^/]+)$/;

type Place = Pick<Asked, 'route' | 'queueId' | 'channelId'>;

const place = (route: Route, queueId: string | null = null, channelId: string | null = null): Place => ({
  route,
  queueId,
  channelId,
});

function placeOf(path: string): Place {
  if (path === '/oauth/token') return place('login');
  const queue = QUEUES.exec(path);
  if (queue?.[1] !== undefined) return place(queue[2] === undefined ? 'queue' : 'members', queue[1]);
  if (queue) return place('queues');
  const channel = CHANNELS.exec(path);
  if (channel)
    return place(channel[2] === undefined ? 'channels' : 'subscriptions', null, channel[1] ?? null);
  const analytics = ANALYTICS[path];
  if (analytics) return place(analytics);
  const socket = SOCKET.exec(path);
  return socket ? place('socket', null, socket[1]) : place('other');
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
  const where = placeOf(path);
  const paged = ['members', 'queues', 'activity'].includes(where.route);
  const [scheme, ...credential] = (request.headers.authorization ?? '').trim().split(/\s+/);
  return {
    method: request.method ?? 'GET',
    path,
    query,
    params,
    ...where,
    pageNumber: paged ? number(params, 'pageNumber', 1) : null,
    pageSize: paged ? number(params, 'pageSize', DEFAULT_PAGE_SIZE) : null,
    scheme: scheme ? scheme.toLowerCase() : null,
    credential: credential.join(' '),
    host: request.headers.host ?? null,
  };
}

/** The page size that Genesys would use, for rules that look at it. */
export const effectivePageSize = (asked: Asked): number => Math.min(asked.pageSize ?? 0, LARGEST_PAGE_SIZE);
