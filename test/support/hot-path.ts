// The service, callers and webhooks that the hot path is compared over, and requests as bytes.
import { keyDigest } from '../../src/domain/key-digest.js';
import { KEY } from './service.js';
import { startTwoWays, type RawRequest } from './two-ways.js';

/** Two Available and one Busy. */
export const SALES = 'abcdefab-0000-4000-8000-000000000001';
export const SUPPORT = 'abcdefab-0000-4000-8000-000000000002';
export const NOWHERE = 'abcdefab-0000-4000-8000-00000000dead';
export const MEMBERS = `/api/v2/routing/queues/${SALES}/members`;
export const AVAILABILITY = `/v1/queues/${SALES}/availability`;

/** The key of one of the callers. */
export const keyOf = (name: string) => `${name}-key-0123456789-abcdefghij`;
const caller = (name: string, more = '') =>
  `  ${name}: { keys: ["sha256:${keyDigest(keyOf(name))}"]${more} }\n`;
const SETTINGS = `
callers:
${caller('counting', ', fields: counts')}${caller('listed', `, queues: [${SALES}]`)}
${caller('limited', ', quota: { requests: 3, perSeconds: 3600 }')}
${caller('appending', ', ignoreParameters: [callId, sub*]')}${caller('linking', ', keyInUrl: true')}
webhooks:
  plain: { queues: [${SALES}] }
  both: { queues: [${SALES}, ${SUPPORT}], format: xml }
  strict: { queues: [${SALES}], minimum: 3, statusCodes: true, format: text }
  agent: { queues: [${SALES}], acceptance: { field: "entities[0].name", condition: Equals, value: Zoë } }
`;
const QUEUES = [
  { id: SALES, agents: [{ name: 'Zoë €' }, {}, { presence: 'Busy' }] },
  { id: SUPPORT, agents: [{}] },
];

export const bearer = (key = KEY) => `Authorization: Bearer ${key}`;
export const apiKey = (key = KEY) => `X-API-Key: ${key}`;
/** GET as the tester unless told otherwise. */
export const get = (target: string, ...headers: string[]): RawRequest => ({
  target,
  headers: headers.length > 0 ? headers : [bearer()],
});
/** Parts of an answer. */
export const statusOf = (answer: string) => Number(answer.slice(9, 12));
export const headerOf = (answer: string, name: string) =>
  new RegExp(`^${name}: ([^\r\n]*)`, 'im').exec(answer.split('\r\n\r\n')[0] ?? '')?.[1];
export const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);

/** A service behind two doors. */
export const bothWays = () => startTwoWays({ queues: QUEUES }, SETTINGS);
