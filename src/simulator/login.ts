// The login host's one route: client credentials in, an access token out.
import { json, type Answer } from './answer.js';
import type { Asked } from './asked.js';
import { oauthError } from './errors.js';
import type { Client, TokenDesk } from './tokens.js';
import type { Credentials } from './types.js';

interface Claim {
  readonly client: Client | undefined;
  readonly credentials: Credentials;
}

/** Reverses application/x-www-form-urlencoded, as RFC 6749 asks of Basic credentials. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Raw `id:secret` is what Genesys's own SDK sends; the encoded form is what the standard says. */
function fromHeader(credential: string, desk: TokenDesk): Claim {
  const text = Buffer.from(credential, 'base64').toString('utf8');
  const raw = desk.clients.find(({ id, secret }) => `${id}:${secret}` === text);
  if (raw) return { client: raw, credentials: 'header-raw' };
  const colon = text.indexOf(':');
  const id = decoded(text.slice(0, colon));
  const secret = decoded(text.slice(colon + 1));
  const client =
    colon < 0 || id === undefined || secret === undefined ? undefined : desk.authenticate(id, secret);
  return { client, credentials: client ? 'header-percent' : 'unknown' };
}

function claimOf(asked: Asked, form: URLSearchParams, desk: TokenDesk): Claim {
  if (asked.scheme === 'basic') return fromHeader(asked.credential, desk);
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  if (id === null || secret === null) return { client: undefined, credentials: 'none' };
  const client = desk.authenticate(id, secret);
  return { client, credentials: client ? 'body' : 'unknown' };
}

/** What a login leads to. */
interface LoginResult {
  readonly answer: Answer;
  readonly credentials: Credentials;
  /** The index of the token that was issued. */
  readonly token: number | null;
}

/** Answers a login; `invalidClientStatus` is what a wrong id or secret gets. */
export function login(
  asked: Asked,
  contentType: string,
  body: string,
  desk: TokenDesk,
  invalidClientStatus: number,
): LoginResult {
  const form = new URLSearchParams(body);
  const { client, credentials } = claimOf(asked, form, desk);
  const refuse = (status: number, error: string): LoginResult => ({
    answer: json(oauthError(error), status),
    credentials,
    token: null,
  });
  if (asked.method !== 'POST') return refuse(405, 'invalid_request');
  if (!contentType.toLowerCase().startsWith('application/x-www-form-urlencoded'))
    return refuse(400, 'invalid_request');
  const grant = form.get('grant_type');
  if (grant === null) return refuse(400, 'invalid_request');
  if (grant !== 'client_credentials') return refuse(400, 'unsupported_grant_type');
  if (!client) return refuse(invalidClientStatus, 'invalid_client');
  const token = desk.issue(client);
  const answer = { access_token: token.value, token_type: 'bearer', expires_in: desk.lifetimeSeconds };
  return { answer: json(answer), credentials, token: token.index };
}
