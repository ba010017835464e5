// Services with named webhooks, and how they are asked.
import { keyDigest } from '../../src/domain/key-digest.js';
import { KEY, startService, type TestService } from './service.js';

export const SALES = 'abcdefab-0000-4000-8000-000000000001';
export const SUPPORT = 'abcdefab-0000-4000-8000-000000000002';
export const EMPTY = 'abcdefab-0000-4000-8000-000000000003';
export const LARGE = 'abcdefab-0000-4000-8000-000000000004';
export const NOWHERE = 'abcdefab-0000-4000-8000-00000000dead';
export const SHARED = 'abcdefab-1111-4000-8000-000000000001';

/** Available and joined: sales 2, support 2 (one of them also in sales), empty 0, large 60. */
const QUEUES = [
  {
    id: SALES,
    agents: [
      { userId: SHARED, name: 'Ann Agent', presence: 'Available' },
      { name: 'Bob Agent', presence: 'Available', skills: ['billing'] },
      { name: 'Cy Agent', presence: 'On Queue', routingStatus: 'IDLE' },
      { name: 'Di Agent', presence: 'Available', joined: false },
    ],
  },
  { id: SUPPORT, agents: [{ userId: SHARED, presence: 'Available' }, { presence: 'Available' }] },
  { id: EMPTY, agents: [{ presence: 'Offline' }] },
  { id: LARGE, agents: Array.from({ length: 60 }, () => ({ presence: 'Available' })) },
];

/** The key of one of the callers. */
export const keyOf = (name: string) => `${name}-key-0123456789-abcdefghij`;
const digestOf = (name: string) => `sha256:${keyDigest(keyOf(name))}`;

const CALLERS = `
organizations: { other: { loginUrl: "http://127.0.0.1:9", apiUrl: "http://127.0.0.1:9", clientId: a, clientSecret: b } }
callers:
  listed: { keys: ["${digestOf('listed')}"], queues: [${SALES}] }
  counting: { keys: ["${digestOf('counting')}"], fields: counts }
  appending: { keys: ["${digestOf('appending')}"], ignoreParameters: [callId, call] }
  stranger: { keys: ["${digestOf('stranger')}"], organization: other }
`;

/** A service with these webhooks, in YAML below `webhooks:`. */
export const serviceWith = (webhooks: string, environment: Record<string, string> = {}) =>
  startService({
    simulator: { queues: QUEUES, rateLimit: false },
    settings: `${CALLERS}\nwebhooks:\n${webhooks}`,
    environment: { AVAILABILITY_DEADLINE_MS: '300', AVAILABILITY_FRESH_FOR_MS: '0', ...environment },
  });

/** Asks for a webhook of `service`, as the tester unless told otherwise. */
export async function askWebhook(service: TestService, path: string, init: RequestInit = {}, key = KEY) {
  const headers = { 'x-api-key': key, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${service.publicUrl}/v1/webhooks/${path}`, { ...init, headers });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body = (isJson ? JSON.parse(text || '{}') : {}) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, body };
}
