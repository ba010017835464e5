// The client-credentials login: one request, one validated token. The only importer of simple-oauth2.
import { IncomingMessage } from 'node:http';
import { ClientCredentials } from 'simple-oauth2';
import { within, type Clock } from '../runtime/clock.js';
import type { Token, TokenSource } from '../domain/model.js';
import type { OutboundRoute } from '../network/outbound-route.js';
import { ServiceError } from '../domain/errors.js';
import { loginAgent } from './login-agent.js';
import { rereadAnswer } from './login-answer.js';
import { loginError, loginTimeout } from './login-error.js';
import { readGrant } from './grant.js';

/** Who logs in where, and how. */
export interface LoginClient {
  /** Origin of the login host. */
  readonly loginUrl: string;
  /** Id and secret as they are now: read anew for each login, so a changed secret file is used. */
  readonly credentials: () => { readonly id: string; readonly secret: string };
  readonly credentialsIn: 'header' | 'body';
  readonly credentialsEncoding: 'raw' | 'percent';
  /** Milliseconds after which a login is given up. */
  readonly timeout: number;
  readonly userAgent: string;
  /** How the login host is reached. */
  readonly way?: OutboundRoute;
}

/** More than any token answer, little enough to hold. */
const MAX_ANSWER_BYTES = 65_536;

/**
 * A source that logs in each time it is asked (RFC 6749 section 4.4).
 * @throws ServiceError `login_…`: nothing in it repeats the credentials or the upstream text.
 */
export function clientCredentials(client: LoginClient, clock: Clock): TokenSource {
  let generation = 0;
  return {
    async token(): Promise<Token> {
      const requestedAt = clock.now();
      // simple-oauth2 can't be cancelled: past the timeout its answer is dropped, whatever it is.
      const late = () => loginTimeout(client.timeout);
      const answer = await within(login(client), client.timeout, clock, late).catch((fault: unknown) => {
        throw fault instanceof ServiceError ? fault : loginError(fault, clock.wall());
      });
      const grant = readGrant(answer);
      return {
        value: grant.accessToken,
        generation: ++generation,
        requestedAt,
        expiresAt: requestedAt + grant.expiresInSeconds * 1000,
        obtainedAt: clock.wall(),
      };
    },
  };
}

async function login(client: LoginClient): Promise<unknown> {
  const { id, secret } = client.credentials();
  const agent = loginAgent(client.loginUrl, client.way ?? {});
  const grant = new ClientCredentials({
    // simple-oauth2 takes only printable ASCII as id and secret, and Genesys secrets are under no such
    // rule. So the credentials travel as a header or parameters written here, and the library's own two
    // client fields repeat the grant type, which is what the body has to say anyway.
    client: { id: GRANT, idParamName: 'grant_type', secret: GRANT, secretParamName: 'grant_type' },
    auth: { tokenHost: client.loginUrl, tokenPath: '/oauth/token' },
    options: { authorizationMethod: 'body' },
    http: {
      timeout: client.timeout,
      maxBytes: MAX_ANSWER_BYTES,
      ...(agent && { agent }),
      headers: {
        'user-agent': client.userAgent,
        // The library can't undo compression.
        'accept-encoding': 'identity',
        ...(client.credentialsIn === 'header' && {
          authorization: basic(id, secret, client.credentialsEncoding),
        }),
      },
    },
  });
  const parameters = client.credentialsIn === 'body' ? { client_id: id, client_secret: secret } : {};
  try {
    return (await grant.getToken(parameters)).token;
  } catch (fault) {
    hangUp(fault);
    const answer = await rereadAnswer(fault, MAX_ANSWER_BYTES);
    if (!answer) throw fault;
    const { statusCode = 0 } = answer.res;
    if (statusCode >= 200 && statusCode < 300) return answer.payload;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the form in which the library throws answers
    throw { data: answer };
  }
}

/** simple-oauth2 stops reading an answer that is slow or too long, but leaves its connection open. */
function hangUp(fault: unknown): void {
  const response = (fault as { data?: { res?: unknown } } | undefined)?.data?.res;
  if (response instanceof IncomingMessage) response.destroy();
}

const GRANT = 'client_credentials';

/** The Basic header: raw as Genesys's SDK sends it, or form-encoded as RFC 6749 section 2.3.1 asks. */
function basic(id: string, secret: string, encoding: 'raw' | 'percent'): string {
  const encode = encoding === 'raw' ? (text: string) => text : formEncoded;
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`, 'utf8').toString('base64')}`;
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
