// What the fetch asks: good requests, bad ones, and what Genesys and its login do to them.
import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '../../../src/domain/error-codes.js';
import type { FaultRule } from '../../../src/simulator/index.js';
import type { Sending } from '../../support/described-service.js';
import { KEY } from '../../support/service.js';
import { EMPTY, keyOf, LARGE, NOWHERE, SALES, SUPPORT } from '../../support/webhooks.js';

export const USERS = `/api/v2/routing/queues/${SALES}/users`;
export const MEMBERS = `/api/v2/routing/queues/${SALES}/members`;
export const ONE = `/v1/queues/${SALES}/availability`;
export const SEVERAL = `/v1/availability?queue=${SALES}&queue=${SUPPORT}`;

/** A webhook that is run by the status page. */
export const run = (path: string) => ({
  method: 'GET',
  path,
  headers: { Authorization: `Bearer ${KEY}` },
  accept: { by: 'field', field: 'total', condition: 'Greater Than', value: 0 },
});

/** Every answer is held to the description when it comes: what is asked here is the whole test. */
export const GOOD: Array<[target: string, status: number, sending?: Sending]> = [
  [MEMBERS, 200],
  [`${MEMBERS}?expand=presence,routingStatus&joined=true&pageSize=1&pageNumber=2&sortOrder=desc`, 200],
  [`${MEMBERS}?pageNumber=9`, 200],
  [MEMBERS, 200, { key: keyOf('counting') }],
  [MEMBERS, 200, { method: 'HEAD' }],
  [`${MEMBERS}?key=${keyOf('inurl')}`, 200, { key: '' }],
  [MEMBERS, 200, { key: '', headers: { 'x-api-key': keyOf('listed'), 'x-request-id': 'call-4711' } }],
  [`/api/v2/routing/queues/${EMPTY}/members?presence=Available`, 200],
  [USERS, 200],
  [`${ONE}?presence=Meeting&explain=true`, 200],
  ...['json', 'text', 'xml'].flatMap((format): typeof GOOD => [
    [`${ONE}?format=${format}`, 200],
    [`${SEVERAL}&format=${format}`, 200],
    [`/v1/webhooks/one?format=${format}`, 200],
    [`/v1/webhooks/two?format=${format}`, 200],
    [`${ONE}?format=${format}&min=9&statusCodes=true`, 409],
    [`${SEVERAL}&format=${format}&min=9&statusCodes=true`, 409],
    [`/v1/webhooks/two?format=${format}&statusCodes=true`, 409],
    [ONE, 200, { json: { format } }],
    ['/v1/availability', 200, { json: { format, queue: [SALES, SUPPORT] } }],
    ['/v1/webhooks/one', 200, { json: { format } }],
    [ONE, 409, { json: { format, min: 9, statusCodes: true } }],
    ['/v1/availability', 409, { form: { format, queue: EMPTY, statusCodes: 'true' } }],
    ['/v1/webhooks/two', 409, { form: { format, statusCodes: 'true' } }],
  ]),
  [ONE, 200, { method: 'HEAD' }],
  [ONE, 200, { form: { min: '1', presence: 'Available' } }],
  [ONE, 200, { method: 'POST' }],
  ['/v1/webhooks/agent', 200],
  [`/v1/availability?queue=${SALES},${NOWHERE}&min=1`, 200],
  [`/v1/availability?queue=${EMPTY},${NOWHERE}`, 200],
  ['/livez', 200],
  ['/livez', 200, { method: 'HEAD' }],
  ['/readyz', 200],
  ['/readyz?verbose', 200, { admin: true }],
  ['/health/token', 200],
  ['/health/token?organization=default', 200],
  ['/health/token', 200, { method: 'HEAD', admin: true }],
  ['/metrics', 200, { admin: true }],
  ['/metrics', 200, { method: 'HEAD', admin: true }],
  [`${ONE}?explain=true`, 200],
  [`${SEVERAL}&explain=true`, 200],
  ['/v1/webhooks/one?explain=true', 200],
  [`/v1/availability?queue=${EMPTY},${NOWHERE}&explain=true`, 200],
  ['/status', 200, { admin: true }],
  ['/status', 200, { method: 'HEAD', admin: true }],
  ['/status/events', 200, { method: 'HEAD', admin: true }],
  ['/queues?name=queue', 200, { admin: true }],
  ['/queues?organization=default', 200, { admin: true }],
  [`/queue-people?queue=${SALES}`, 200, { admin: true }],
  ['/webhook-runs', 200, { admin: true, json: run(`${ONE}?min=1`) }],
  ['/webhook-runs', 200, { admin: true, json: { ...run(MEMBERS), accept: { by: 'status' } } }],
  ['/webhook-runs', 200, { admin: true, json: { ...run('/v1/nowhere'), headers: {} } }],
  ['/openapi.json', 200],
  ['/openapi.json', 200, { admin: true }],
];

const POST = { method: 'POST' };

const OTHER_SITE = { origin: 'http://elsewhere.example' };

/** A request, and the error that it is answered with. */
export const BAD: Array<[code: ErrorCode, target: string, sending?: Sending]> = [
  ['caller_key_missing', MEMBERS, { key: '' }],
  ['caller_key_missing', ONE, { key: '', ...POST }],
  ['caller_key_invalid', SEVERAL, { key: 'x'.repeat(30) }],
  ['caller_key_invalid', '/v1/webhooks/one', { key: 'x'.repeat(30) }],
  ['unknown_parameter', `${MEMBERS}?min=1`],
  ['unknown_parameter', `${ONE}?queue=${SALES}`],
  ['unknown_parameter', '/v1/webhooks/one', { json: { min: 1 } }],
  ['invalid_parameter', `${MEMBERS}?pageSize=0`],
  ['invalid_parameter', `${SEVERAL}&min=0`],
  ['invalid_parameter', '/v1/availability'],
  ['invalid_parameter', '/v1/webhooks/one?format=yaml'],
  ['invalid_queue_id', '/api/v2/routing/queues/sales/members'],
  ['invalid_queue_id', '/v1/queues/sales/availability', POST],
  ['invalid_queue_id', '/v1/queues/%zz/availability'],
  ['invalid_queue_id', '/v1/availability?queue=sales'],
  ['queue_not_allowed', `/api/v2/routing/queues/${SUPPORT}/members`, { key: keyOf('listed') }],
  ['queue_not_allowed', SEVERAL, { key: keyOf('listed') }],
  ['webhook_not_allowed', '/v1/webhooks/reserved'],
  ['webhook_not_found', '/v1/webhooks/other'],
  ['webhook_not_found', '/v1/webhooks/%zz'],
  ['invalid_body', ONE, { ...POST, body: '{', headers: { 'content-type': 'application/json' } }],
  ['invalid_body', '/v1/availability', { json: [] }],
  ['unsupported_media_type', ONE, { ...POST, body: 'a', headers: { 'content-type': 'text/plain' } }],
  ['body_too_large', '/v1/webhooks/one', { json: { format: 'x'.repeat(20_000) } }],
  ['route_not_found', '/v1/queues//availability'],
  ['route_not_found', '/nowhere'],
  ['route_not_found', '/nowhere', { admin: true }],
  ['method_not_allowed', MEMBERS, POST],
  ['method_not_allowed', ONE, { method: 'PUT' }],
  ['method_not_allowed', '/livez', POST],
  ['method_not_allowed', '/status', { ...POST, admin: true }],
  ['method_not_allowed', '/openapi.json', { ...POST, admin: true }],
  ['organization_not_found', '/health/token?organization=other'],
  ['organization_not_found', '/queues?organization=other', { admin: true }],
  ['unknown_parameter', '/queues?queue=x', { admin: true }],
  ['invalid_parameter', `/queues?name=${'x'.repeat(300)}`, { admin: true }],
  ['invalid_queue_id', '/queue-people?queue=sales', { admin: true }],
  ['queue_not_found', `/queue-people?queue=${NOWHERE}`, { admin: true }],
  ['cross_site_request', '/queues', { admin: true, headers: OTHER_SITE }],
  ['cross_site_request', '/status/events', { admin: true, headers: OTHER_SITE }],
  ['cross_site_request', '/webhook-runs', { admin: true, json: run(ONE), headers: OTHER_SITE }],
  ['invalid_webhook_run', '/webhook-runs', { admin: true, json: run('/status') }],
  ['unsupported_media_type', '/webhook-runs', { admin: true, form: { method: 'GET' } }],
  ['body_too_large', '/webhook-runs', { admin: true, json: { path: 'x'.repeat(40_000) } }],
  ['method_not_allowed', '/webhook-runs', { admin: true }],
  ['invalid_parameter', `${ONE}?explain=true&format=xml`],
  ['queue_not_found', `/api/v2/routing/queues/${NOWHERE}/members`],
  ['queue_not_found', `/v1/queues/${NOWHERE}/availability`],
  ['genesys_too_many_pages', `/api/v2/routing/queues/${LARGE}/members`],
  ['genesys_too_many_pages', `/v1/queues/${LARGE}/availability`],
];

const status = (code: number): FaultRule['do'] => ({ kind: 'status', status: code });

/** What Genesys does, and the error that the members route answers with. */
export const TROUBLE: Array<[ErrorCode, FaultRule['do']]> = [
  ['genesys_timeout', 'hang'],
  ['genesys_unreachable', 'reset'],
  ['genesys_answer_invalid', 'html'],
  ['genesys_foreign_answer', { kind: 'html', status: 403 }],
  ['genesys_unavailable', status(500)],
  ['genesys_permission_missing', status(403)],
  ['genesys_request_refused', status(400)],
  ['genesys_answer_too_large', status(413)],
  ['genesys_credentials_rejected', status(401)],
  ['genesys_rate_limited', status(429)],
];

const JSON_TYPE = { 'content-type': 'application/json' };

/** What a login answers, and the error that comes of it. */
export const LOGINS: Array<[ErrorCode, ((response: ServerResponse) => void) | undefined]> = [
  ['login_unreachable', undefined],
  ['login_timeout', () => undefined],
  ['login_unavailable', (response) => response.writeHead(500).end()],
  ['login_rate_limited', (response) => response.writeHead(429).end()],
  [
    'login_invalid_client',
    (response) => response.writeHead(401, JSON_TYPE).end('{"error":"invalid_client"}'),
  ],
  ['login_refused', (response) => response.writeHead(400, JSON_TYPE).end('{"error":"invalid_request"}')],
  ['login_foreign_answer', (response) => response.writeHead(403).end('<html>')],
  ['login_answer_invalid', (response) => response.end('<html>')],
];
