// How it goes in words for people: the state, why it isn't better, and what to do.
import { ERRORS } from '../domain/error-codes.js';
import type { ServiceError } from '../domain/errors.js';
import { MOST_CHANNELS } from './channel.rules.js';

/** The state and its explanation. */
export interface Status {
  readonly state: 'starting' | 'live' | 'polling';
  readonly reason?: string;
  readonly hint?: string;
}

const POLLING = 'Until then, freshness rests on asking alone.';

export const STARTING: Status = { state: 'starting' };
export const LIVE: Status = { state: 'live' };
export const STOPPED: Status = {
  state: 'polling',
  reason: 'stopped',
  hint: 'This process does not listen: it is ending, or another replica does.',
};

/** As many channels exist as there may be. */
export function noRoom(channels: number): Status {
  return {
    state: 'polling',
    reason: 'no room',
    hint:
      `${channels} notification channels of this OAuth client exist, ${MOST_CHANNELS} may: one more would push out another ` +
      `application's. Give this service an OAuth client of its own. It is looked at again every 10 minutes. ${POLLING}`,
  };
}

/** The WebSocket ended, or never stood. @param code what the socket says */
export function connectionLost(code: string): Status {
  const hint =
    `The WebSocket to Genesys Cloud's streaming host was lost or could not be opened (${code}). It is tried again; if it ` +
    `lasts, check that firewall and proxy let WebSockets pass. ${POLLING}`;
  return { state: 'polling', reason: 'connection lost', hint };
}

export const CHANNEL_GONE: Status = {
  state: 'polling',
  reason: 'channel gone',
  hint: `The notification channel exists no more, or is none of ours; another one is made. ${POLLING}`,
};

export const CHANNEL_STORE_AWAY: Status = {
  state: 'polling',
  reason: 'memory away',
  hint:
    'Which notification channel is ours cannot be read now (from Redis, or from PUSH_STATE_DIR). It is tried again up to ' +
    `3 times; then another channel is used. ${POLLING}`,
};

/** A call failed. Genesys's own sentences stay outside: they may name the channel. */
export function callFailed(error: ServiceError): Status {
  return { state: 'polling', reason: error.code, hint: `${detailOf(error)} ${adviceFor(error)} ${POLLING}` };
}

/** A channel was asked for, and perhaps made; it is not to be found. */
export function creationUnconfirmed(error: ServiceError): Status {
  const hint =
    `${detailOf(error)} Whether Genesys Cloud made a notification channel is not known: so that there are not more and ` +
    `more of them, the next one is asked for in 10 minutes. ${POLLING}`;
  return { state: 'polling', reason: error.code, hint };
}

/** What the error says of this case, if it is safe. */
export function detailOf(error: ServiceError): string {
  return error.code === 'genesys_request_refused' || error.code === 'internal_error'
    ? `${ERRORS[error.code].title}.`
    : error.message;
}

function adviceFor(error: ServiceError): string {
  if (error.code !== 'genesys_permission_missing') return error.hint;
  return 'Give a role of the OAuth client the permission that is named; it is tried again every 10 minutes.';
}
