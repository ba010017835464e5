// A process of its own in which the table of filters has one more entry, and nothing else is changed: prints as JSON what
// became of it. Run by test/domain/filters.test.ts.
import { FILTERS, type FilterDescription } from '../../src/domain/filters.js';

const MADE_UP: FilterDescription = {
  type: 'list',
  label: 'made-up shift',
  values: ['EARLY', 'LATE'],
  description: 'The made-up shift.',
  example: 'EARLY',
};
Object.assign(FILTERS, { madeUpShift: MADE_UP });

// Whatever is made of the table when it is loaded has to meet it with the entry.
const { startService, stopServices, membersOf, KEY } = await import('./service.js');
const { apiDescription } = await import('../../src/http/openapi/document.js');

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const service = await startService({
  simulator: { queues: [{ id: QUEUE, agents: [{}] }] },
  settings: `webhooks: { shift: { queues: [${QUEUE}], filters: { madeUpShift: [late] } } }`,
});
const upstreamOf = async (path: string, init: RequestInit = {}) => {
  const before = service.simulator.requests.length;
  const response = await fetch(service.publicUrl + path, {
    ...init,
    headers: { authorization: `Bearer ${KEY}`, ...init.headers },
  });
  const answer = (await response.json()) as { filters?: string; firstUri?: string; detail?: string };
  const asked = service.simulator.requests.slice(before).filter(({ route }) => route === 'members');
  return { status: response.status, answer, asked: asked.map(({ query }) => query) };
};

const members = await upstreamOf(membersOf(QUEUE, 'madeUpShift=early'));
const otherwise = await upstreamOf(membersOf(QUEUE, 'madeUpShift=late'));
const form = await upstreamOf(`/v1/queues/${QUEUE}/availability`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ madeUpShift: ['early', 'late'] }),
});
const webhook = await upstreamOf('/v1/webhooks/shift');
const tag = await upstreamOf(membersOf(QUEUE, 'madeUpShift={{shift}}'));
const status = (await (await fetch(`${service.adminUrl}/status`)).json()) as {
  queries: Array<{ words: string }>;
};
const { components, paths } = apiDescription('admin') as unknown as {
  components: {
    parameters: Record<string, { description: string }>;
    schemas: Record<string, { properties?: object }>;
  };
  paths: Record<string, { get: { parameters: object[] } }>;
};
process.stdout.write(
  JSON.stringify({
    ...{ members, otherwise, form, webhook, tag },
    words: status.queries.map(({ words }) => words),
    described: components.parameters['madeUpShift']?.description,
    inBody: Object.keys(components.schemas['QueueQuestion']?.properties ?? {}),
    inQuery: paths['/api/v2/routing/queues/{queueId}/members']?.get.parameters,
  }),
);
await stopServices();
process.exit(0);
