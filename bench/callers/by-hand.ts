// The proxy that a user writes by hand: express and fetch, a login of its own, no renewal on 401, no deadline.
// node by-hand.ts <port> <TTL in seconds; 0: no cache>; the Genesys side comes as environment variables.
import express from 'express';
import helmet from 'helmet';
import NodeCache from 'node-cache';

const { LOGIN_URL = '', API_URL = '', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env;
const [port, ttl] = process.argv.slice(2).map(Number);

let token: { readonly value: string; readonly until: number } | undefined;

async function login(): Promise<string> {
  if (token && Date.now() < token.until) return token.value;
  const basic = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
  const answer = await fetch(`${LOGIN_URL}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  if (!answer.ok) throw new Error(`login: ${answer.status}`);
  const granted = (await answer.json()) as { access_token: string; expires_in: number };
  token = { value: granted.access_token, until: Date.now() + granted.expires_in * 1000 };
  return token.value;
}

interface Kept {
  readonly takenAt: number;
  readonly body: unknown;
}

const cache = new NodeCache({ stdTTL: ttl ?? 0 });
const app = express();
app.use(helmet());
app.get('/api/v2/routing/queues/:queueId/members', async (request, response) => {
  const url = request.originalUrl;
  const kept = ttl ? cache.get<Kept>(url) : undefined;
  if (kept) {
    response.set('x-taken-at', String(kept.takenAt)).json(kept.body);
    return;
  }
  const takenAt = Date.now();
  const answer = await fetch(API_URL + url, { headers: { authorization: `Bearer ${await login()}` } });
  const body: unknown = await answer.json();
  if (answer.ok && ttl) cache.set(url, { takenAt, body });
  // For the bench alone: nobody who writes this by hand says how old an answer is.
  response.status(answer.status).set('x-taken-at', String(takenAt)).json(body);
});
app.get('/healthz', (_request, response) => void response.json({}));
app.listen(port ?? 0, '127.0.0.1');
