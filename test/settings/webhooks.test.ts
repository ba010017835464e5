import { expect } from 'chai';
import { bad, CREDENTIALS, DIGEST, faultsOf, GOOD, load } from './support.js';

const QUEUE = '3f2b8c1e-5a4d-4e6f-9b7a-1c2d3e4f5a6b';
const OTHER = '8d7c6b5a-4e3f-4a2b-8c1d-0e9f8a7b6c5d';
const ACME = `organizations: { acme: { region: eu-west-1, ${CREDENTIALS} } }`;
const ids = (count: number) =>
  Array.from({ length: count }, (_, n) => `3f2b8c1e-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** YAML of a webhook called sales. */
const webhook = (entry: string): string => `webhooks: { sales: { ${entry} } }`;
const good = (entry: string): string => webhook(`queues: [${QUEUE}], ${entry}`);

describe('webhooks', () => {
  it('are none unless there are some', () => {
    expect(load(GOOD, 'webhooks:').webhooks).to.deep.equal([]);
  });

  it('need a queue and nothing else', () => {
    expect(load(GOOD, webhook(`queues: [${QUEUE.toUpperCase()}, ${QUEUE}]`)).webhooks).to.deep.equal([
      {
        name: 'sales',
        organization: 'default',
        queueIds: [QUEUE],
        filters: { presence: ['Available'], joined: true },
        minimum: 1,
        criterion: { field: 'agentsAvailable', condition: 'Greater Than or Equal', value: 1 },
        failurePolicy: 'closed',
        format: 'json',
        statusCodes: false,
      },
    ]);
  });

  it('have all that the file says', () => {
    const yaml = `
${ACME}
callers: { ringba: { keys: ["${DIGEST}"], organization: acme } }
webhooks:
  Sales.line_1-b:
    organization: acme
    callers: [ringba, ringba]
    queues: [${QUEUE}, ${OTHER}]
    filters: { routingStatus: [idle, "IDLE"], joined: false, skills: "b, a", memberBy: USER, name: "Ann, B", languages: [5] }
    minimum: 2
    acceptance: { field: "queues[1].agentsAvailable", condition: less than or EQUAL, value: "3" }
    failurePolicy: Open
    format: XML
    statusCodes: true
`;
    expect(load(GOOD, yaml).webhooks).to.deep.equal([
      {
        name: 'Sales.line_1-b',
        organization: 'acme',
        callers: ['ringba'],
        queueIds: [QUEUE, OTHER],
        filters: {
          routingStatus: ['IDLE'],
          joined: false,
          skills: ['a', 'b'],
          memberBy: 'user',
          name: 'Ann, B',
          languages: ['5'],
        },
        minimum: 2,
        criterion: { field: 'queues.1.agentsAvailable', condition: 'Less Than or Equal', value: '3' },
        failurePolicy: 'open',
        format: 'xml',
        statusCodes: true,
      },
    ]);
  });

  it('have the failure policy of the availability routes and the minimum as criterion', () => {
    const [sales] = load(GOOD, `availability: { failurePolicy: error }\n${good('minimum: 3')}`).webhooks;
    expect(sales?.failurePolicy).to.equal('error');
    expect(sales?.criterion).to.include({ field: 'agentsAvailable', value: 3 });
  });

  it('can want one of the queues to have enough alone', () => {
    const [sales] = load(GOOD, good('anyOf: 3')).webhooks;
    expect(sales).to.deep.include({
      ...{ minimum: 3, anyOf: true },
      criterion: { field: 'accept', condition: 'Equals', value: true },
    });
    expect(load(GOOD, good('filters: { allSkills: [a, b] }')).webhooks[0]?.filters.allSkills).to.eql([
      'a',
      'b',
    ]);
  });

  it('ask the only organization when none is called default', () => {
    const only = { ...GOOD, GENESYSCLOUD_REGION: '', GENESYSCLOUD_OAUTHCLIENT_ID: '' };
    const yaml = `${ACME}\n${good('callers: [callgrid]')}`;
    const [sales] = load({ ...only, GENESYSCLOUD_OAUTHCLIENT_SECRET: '' }, yaml).webhooks;
    expect(sales?.organization).to.equal('acme');
  });

  it('take 50 queues, and Exists of the entities of one', () => {
    expect(load(GOOD, webhook(`queues: [${ids(50).join(', ')}]`)).webhooks[0]?.queueIds).to.have.length(50);
    const [sales] = load(GOOD, good('acceptance: { field: entities, condition: exists }')).webhooks;
    expect(sales?.criterion).to.deep.equal({ field: 'entities', condition: 'Exists' });
  });
});

describe('faults of webhooks', () => {
  const AT = 'webhooks.sales';
  const rule = (entry: string): string => good(`acceptance: { ${entry} }`);
  const table: [what: string, yaml: string, key: string, text: RegExp][] = [
    ['no map', 'webhooks: [sales]', 'webhooks', /is a list of 1.*a map/],
    ['an unusable name', `webhooks: { "a/b": { queues: [${QUEUE}] } }`, 'webhooks."a…"', /not a usable name/],
    [
      'a prototype name',
      `webhooks: { __proto__: { queues: [${QUEUE}] } }`,
      'webhooks.__proto__',
      /not a usable/,
    ],
    ['an empty webhook', 'webhooks: { sales: }', `${AT}.queues`, /is missing.*1 to 50/],
    ['text for a webhook', 'webhooks: { sales: yes }', AT, /is text.*any of the keys organization, callers/],
    ['no queue', webhook('queues: []'), `${AT}.queues`, /is an empty list.*1 to 50/],
    ['a queue outside a list', webhook(`queues: ${QUEUE}`), `${AT}.queues`, /is text.*1 to 50/],
    ['a queue that is no id', webhook(`queues: [${QUEUE}, sales]`), `${AT}.queues.1`, /"sales".*UUID/],
    ['51 queues', webhook(`queues: [${ids(51).join(', ')}]`), `${AT}.queues`, /is a list of 51.*1 to 50/],
    ['an unknown key', good('queue: x'), `${AT}.queue`, /not a known key.*organization, callers, queues/],
    [
      'an unknown organization',
      good('organization: acme'),
      `${AT}.organization`,
      /acme, not defined.*default/,
    ],
    ['an unknown caller', good('callers: [callgrid, ringba]'), `${AT}.callers.1`, /is ringba, not defined/],
    ['no caller', good('callers: []'), `${AT}.callers`, /is an empty list.*leave it out/],
    [
      'a caller of another organization',
      `${ACME}\n${good('callers: [callgrid], organization: acme')}`,
      `${AT}.callers.0`,
      /is callgrid, a caller of the organization default/,
    ],
    [
      'one queue alone beside an acceptance of its own',
      good('anyOf: 2, acceptance: { field: total, condition: Equals, value: 1 }'),
      `${AT}.anyOf`,
      /looks at total.*about accept/,
    ],
    ['a minimum of nothing', good('minimum: 0'), `${AT}.minimum`, /is 0.*at least 1/],
    [
      'an unknown policy',
      good('failurePolicy: maybe'),
      `${AT}.failurePolicy`,
      /"maybe".*error, closed, open/,
    ],
    ['an unknown format', good('format: yaml'), `${AT}.format`, /"yaml".*json, text, xml/],
    ['a yes', good('statusCodes: yes'), `${AT}.statusCodes`, /"yes".*true or false/],
    [
      'an unknown filter',
      good('filters: { status: IDLE }'),
      `${AT}.filters.status`,
      /not a known key.*presence/,
    ],
    ['filters in a list', good('filters: [IDLE]'), `${AT}.filters`, /is a list of 1.*a map/],
    ['an empty filter', good('filters: { presence: }'), `${AT}.filters.presence`, /is empty.*text or a list/],
    ['a filter without text', good('filters: { presence: " , " }'), `${AT}.filters.presence`, /not empty/],
    ['an empty list', good('filters: { skills: [] }'), `${AT}.filters.skills`, /is an empty list/],
    ['a map in a filter', good('filters: { skills: [{ a: b }] }'), `${AT}.filters.skills`, /list of 1/],
    ['two names', good('filters: { name: [Ann, Bob] }'), `${AT}.filters.name`, /list of 2.*one text/],
    ['a joined maybe', good('filters: { joined: maybe }'), `${AT}.filters.joined`, /"maybe".*true or false/],
    ['half a character', good('filters: { name: "\\uD800" }'), `${AT}.filters.name`, /one text/],
    ['an empty acceptance', good('acceptance: '), `${AT}.acceptance`, /is empty.*field, condition, value/],
    ['a rule in one line', good('acceptance: total > 2'), `${AT}.acceptance`, /is text.*a map/],
    [
      'a mistyped field',
      rule('field: totl, condition: Exists'),
      `${AT}.acceptance.field`,
      /"totl".*agentsAvailable/,
    ],
    ['no field', rule('condition: Exists'), `${AT}.acceptance.field`, /is missing/],
    [
      'no condition',
      rule('field: total, value: 1'),
      `${AT}.acceptance.condition`,
      /is missing.*Greater Than/,
    ],
    [
      'an unknown condition',
      rule('field: total, condition: ">", value: 1'),
      `${AT}.acceptance.condition`,
      /">".*Greater Than or Equal/,
    ],
    [
      'no value',
      rule('field: total, condition: Equals'),
      `${AT}.acceptance.value`,
      /is missing.*Equals compares/,
    ],
    [
      'an empty value',
      rule('field: total, condition: Equals, value: '),
      `${AT}.acceptance.value`,
      /is empty/,
    ],
    [
      'a list for a value',
      rule('field: total, condition: Equals, value: [1]'),
      `${AT}.acceptance.value`,
      /list/,
    ],
    [
      'no number for a value',
      rule('field: total, condition: Equals, value: .nan'),
      `${AT}.acceptance.value`,
      /text, a number/,
    ],
    [
      'a word to be greater than',
      rule('field: total, condition: Greater Than, value: two'),
      `${AT}.acceptance.value`,
      /"two".*a number/,
    ],
    [
      'a value that nothing compares with',
      rule('field: total, condition: Exists, value: 1'),
      `${AT}.acceptance.value`,
      /is set, and Exists/,
    ],
    [
      'an unknown key of a rule',
      rule('field: total, condition: Exists, path: x'),
      `${AT}.acceptance.path`,
      /not a known key/,
    ],
    [
      'a page of several queues',
      webhook(
        `queues: [${QUEUE}, ${OTHER}], acceptance: { field: pageCount, condition: Greater Than, value: 0 }`,
      ),
      `${AT}.acceptance.field`,
      /is pageCount, and there are several queues/,
    ],
  ];
  bad(table.map(([what, yaml, key, text]) => [what, yaml, key, undefined, text]));

  it('ask for an organization where it is not clear', () => {
    const none = {
      GENESYSCLOUD_REGION: '',
      GENESYSCLOUD_OAUTHCLIENT_ID: '',
      GENESYSCLOUD_OAUTHCLIENT_SECRET: '',
    };
    const two = ACME.replace('} }', `}, beta: { region: us-east-1, ${CREDENTIALS} } }`);
    const caller = `callers: { a: { keys: ["${DIGEST}"], organization: acme } }`;
    const faults = faultsOf(
      { ...GOOD, ...none, CALLER_KEYS: '' },
      `${two}\n${caller}\n${good('callers: [a]')}`,
    );
    expect(faults.map(({ key }) => key)).to.deep.equal([`${AT}.organization`]);
    expect(faults[0]?.problem).to.equal('is missing, and there are several');
  });

  it('are told all at once, beside those of other sections', () => {
    const yaml = `
port: x
webhooks:
  a: { queues: [x, y], callers: [nobody], filters: { presence: [], joined: 7, foo: 1 }, minimum: -1 }
  b: { acceptance: { field: x, condition: y, value: [] }, format: z, colour: red }
`;
    const keys = faultsOf(GOOD, yaml).map(({ key }) => key);
    expect(keys).to.have.members([
      'port',
      'webhooks.a.queues.0',
      'webhooks.a.queues.1',
      'webhooks.a.callers.0',
      'webhooks.a.filters.presence',
      'webhooks.a.filters.joined',
      'webhooks.a.filters.foo',
      'webhooks.a.minimum',
      'webhooks.b.queues',
      'webhooks.b.acceptance.field',
      'webhooks.b.acceptance.condition',
      'webhooks.b.acceptance.value',
      'webhooks.b.format',
      'webhooks.b.colour',
    ]);
  });

  it('leave callers alone whose own entries have faults', () => {
    const callers = `callers: { ringba: { keys: [short] }, "b d": { keys: ["${DIGEST}"] } }`;
    const keys = faultsOf(GOOD, `${callers}\n${good('callers: [ringba, whoever]')}`).map(({ key }) => key);
    expect(keys.filter((key) => key.startsWith('webhooks'))).to.deep.equal([]);
  });
});
