// The kinds of values that speak of Genesys Cloud: regions, hosts, queue ids.
import { asQueueId } from '../domain/member-query.rules.js';
import { findRegion, REGIONS } from '../domain/regions.js';
import { kindOf, shown } from './describe.js';
import { textOf } from './values.js';

const REGION_NAMES = REGIONS.map((region) => region.name).join(', ');

/** A pasted URL can hold a password: what has an `@` is not quoted. */
const regionProblem = (value: unknown): string =>
  typeof value === 'string' && value.includes('@') ? kindOf(value) : shown(value);

export const region = textOf(
  `one of ${REGION_NAMES}; or the domain, such as mypurecloud.com`,
  findRegion,
  regionProblem,
);

function readOrigin(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const bare = url.pathname === '/' && !/[?#@\\]/.test(text);
  return bare ? url.origin : undefined;
}

/** Without its trailing slash. Not quoted in faults: it can hold credentials. */
export const origin = textOf(
  'an http or https URL with nothing behind the host and port, such as https://login.mypurecloud.com',
  readOrigin,
  () => 'is not the bare URL of a host',
);

export const queueId = textOf('the id of a queue, a UUID', asQueueId);

export const parameterName = textOf(
  'the name of a URL parameter, the beginning of names and * (such as sub*), or * for all that a route does not know',
  (text) => (/^(?:[^\s&=#?*]+\*?|\*)$/.test(text) ? text : undefined),
);
