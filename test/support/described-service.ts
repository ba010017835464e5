// A service whose every answer is held to its own description, as it serves it.
import { connect } from 'node:net';
import { once } from 'node:events';
import type { ApiDescription } from '../../src/http/openapi/document.js';
import { keyDigest } from '../../src/domain/key-digest.js';
import { ApiCheck, type Answered } from './api-check.js';
import { KEY, startService, type TestService, type TestServiceOptions } from './service.js';
import { EMPTY, keyOf, LARGE, NOWHERE, SALES, SUPPORT } from './webhooks.js';

const digest = (name: string) => `keys: ["sha256:${keyDigest(keyOf(name))}"]`;

/** Callers, webhooks and limits with which every error of a request can be met. */
export const WALK_SETTINGS = `
http: { failedKeysPerMinute: 6, publishOpenapi: true }
genesys: { maxPages: 2, loginTimeout: 100 }
callers:
  listed: { ${digest('listed')}, queues: [${SALES}] }
  counting: { ${digest('counting')}, fields: counts }
  limited: { ${digest('limited')}, quota: { requests: 1, perSeconds: 60 } }
  inurl: { ${digest('inurl')}, keyInUrl: true }
webhooks:
  one: { queues: [${SALES}] }
  two: { queues: [${SALES}, ${NOWHERE}], acceptance: { field: total, condition: Greater Than, value: 4 } }
  agent: { queues: [${SALES}], acceptance: { field: "entities[0].name", condition: Exists } }
  reserved: { queues: [${SALES}], callers: [counting] }
`;

const QUEUES = [
  {
    id: SALES,
    agents: [{ presence: 'Available' }, { presence: 'Available' }, { routingStatus: 'IDLE', joined: false }],
  },
  { id: SUPPORT, agents: [{ presence: 'Available' }] },
  { id: EMPTY, agents: [{ presence: 'Offline' }] },
  { id: LARGE, agents: Array.from({ length: 250 }, () => ({ presence: 'Available' })) },
];

/** How a request is sent. */
export interface Sending {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Without one, that of the tester; an empty one is none. */
  readonly key?: string;
  readonly json?: unknown;
  readonly form?: Record<string, string>;
  readonly body?: string;
  /** The admin listener is asked. */
  readonly admin?: boolean;
}

export interface Walker extends TestService {
  /** Of the admin listener's document, which knows both listeners. */
  readonly api: ApiCheck;
  /** Sends a request and holds the answer to the description. */
  readonly ask: (
    target: string,
    sending?: Sending,
  ) => Promise<Answered & { readonly body: Record<string, unknown> }>;
  /** The same for bytes that are no request. */
  readonly askRaw: (bytes: string, target: string) => Promise<Answered>;
}

/** @param api a check that goes on counting what it has seen */
export async function startWalker(options: TestServiceOptions = {}, api?: ApiCheck): Promise<Walker> {
  const { environment, ...rest } = options;
  const service = await startService({
    simulator: { queues: QUEUES, rateLimit: false },
    settings: WALK_SETTINGS,
    environment: { AVAILABILITY_DEADLINE_MS: '500', ...environment },
    ...rest,
  });
  const { adminUrl, publicUrl } = service;
  const check = api ?? new ApiCheck(await descriptionOf(adminUrl, environment?.['ADMIN_KEY']));
  const ask: Walker['ask'] = async (target, sending = {}) => {
    const { method = sending.json !== undefined || sending.form ? 'POST' : 'GET', admin = false } = sending;
    const url = `${admin ? adminUrl : publicUrl}${target}`;
    const response = await fetch(url, { method, headers: headersOf(sending), body: bodyOf(sending) });
    const answered = { status: response.status, headers: response.headers, text: await response.text() };
    check.check({ method, target }, answered);
    const json = /json/.test(response.headers.get('content-type') ?? '') && answered.text !== '';
    return { ...answered, body: json ? (JSON.parse(answered.text) as Record<string, unknown>) : {} };
  };
  const askRaw: Walker['askRaw'] = async (bytes, target) => {
    const answered = await send(publicUrl, bytes);
    check.check({ method: 'GET', target }, answered);
    return answered;
  };
  return { ...service, api: check, ask, askRaw };
}

async function descriptionOf(adminUrl: string, key = ''): Promise<ApiDescription> {
  const response = await fetch(`${adminUrl}/openapi.json`, { headers: { 'x-api-key': key } });
  return (await response.json()) as ApiDescription;
}

function headersOf({ key = KEY, json, form, headers }: Sending): Record<string, string> {
  return {
    ...(key !== '' && { authorization: `Bearer ${key}` }),
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...headers,
  };
}

function bodyOf({ json, form, body }: Sending): string | null {
  if (json !== undefined) return JSON.stringify(json);
  return form ? new URLSearchParams(form).toString() : (body ?? null);
}

async function send(url: string, bytes: string): Promise<Answered> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  const [head = '', text = ''] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line): [string, string] => line.split(': ') as [string, string]));
  return { status: Number(first.split(' ')[1]), headers, text };
}
