import { expect } from 'chai';
import { parse } from 'yaml';
import { webhookYaml } from '../../../src/domain/platforms/yaml.rules.js';

const A = 'abcdefab-0000-4000-8000-0000000000a1';
const WRITTEN = {
  decidesBy: 'field' as const,
  queues: [{ id: A, name: 'Sales' }],
  presence: ['Available', 'On Queue'],
  routingStatus: [],
  skills: [],
  joined: true,
  minimum: 2,
  failurePolicy: 'open' as const,
  webhookName: 'sales-line',
  placeholder: 'YOUR_QUEUE_ID',
};

describe('a webhook as YAML', () => {
  it('reads as people write it', () => {
    expect(webhookYaml({ ...WRITTEN, organization: 'europe', decidesBy: 'status' })).to.equal(
      [
        'webhooks:',
        '  sales-line:',
        '    organization: europe',
        '    queues:',
        `      - ${A} # Sales`,
        '    filters:',
        '      presence: [Available, On Queue]',
        '      joined: true',
        '    minimum: 2',
        '    failurePolicy: open',
        '    statusCodes: true',
        '',
      ].join('\n'),
    );
  });

  it('says where one queue alone has to have enough, and all of the skills are asked for', () => {
    const queues = [...WRITTEN.queues, { id: A.replace('a1', 'b2') }];
    const yaml = webhookYaml({ ...WRITTEN, queues, anyOf: true, skills: ['a', 'b'], allSkills: true });
    expect(yaml).to.include('    anyOf: 2\n').and.to.include('      allSkills: [a, b]\n');
    expect(yaml).to.not.include('minimum');
  });

  it('says nothing of the organization that is meant anyway, and what counts without a state', () => {
    const { webhooks } = parse(webhookYaml({ ...WRITTEN, organization: 'default', presence: [] })) as {
      webhooks: Record<string, Record<string, unknown>>;
    };
    expect(webhooks['sales-line']).to.deep.equal({
      queues: [A],
      filters: { presence: ['Available'], joined: true },
      minimum: 2,
      failurePolicy: 'open',
    });
  });

  it('keeps texts what they are, whatever they look like', () => {
    const skills = [
      'true',
      'no',
      '12',
      '1.5',
      '~',
      '- a',
      'a: b',
      '#x',
      '"q"',
      "it's",
      'é 日本',
      'a\\b',
      '[x]',
      '*',
      '&a',
      '!t',
      'null',
    ];
    for (const name of ['on', '1.5', '007', 'sales_line.v2']) {
      const written = {
        ...WRITTEN,
        skills,
        webhookName: name,
        queues: [{ id: A, name: 'a\nb: c # d\u2028e' }],
      };
      const { webhooks } = parse(webhookYaml(written)) as {
        webhooks: Record<string, { queues: string[]; filters: { skills: string[] } }>;
      };
      expect(webhooks[name]?.filters.skills).to.deep.equal(skills);
      expect(webhooks[name]?.queues).to.deep.equal([A]);
    }
  });
});
