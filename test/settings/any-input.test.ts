import { expect } from 'chai';
import fc from 'fast-check';
import { SettingsError } from '../../src/settings/load.js';
import type { CallerEntry, OrganizationEntry, WebhookEntry } from '../../src/settings/entry-schemas.js';
import { layerSchema } from '../../src/settings/schema.js';
import { GOOD, KEY, load, type Environment } from './support.js';

const sections = Object.entries(layerSchema.shape).flatMap(([name, schema]) => {
  const inner: unknown = Reflect.get(Reflect.get(schema.def.innerType.def, 'out') ?? {}, 'shape');
  return [name, ...Object.keys(inner ?? {})];
});
const organization: (keyof OrganizationEntry)[] = ['region', 'loginUrl', 'clientId', 'clientSecretFile'];
const caller: (keyof CallerEntry)[] = ['keys', 'organization', 'queues', 'quota', 'ignoreParameters'];
const webhook: (keyof WebhookEntry)[] = ['callers', 'queues', 'filters', 'minimum', 'acceptance', 'format'];
const names = [
  ...sections,
  ...organization,
  ...caller,
  ...webhook,
  'field',
  'condition',
  'default',
  'requests',
  '__proto__',
  'constructor',
  '',
];

/** Trees with the keys that settings have, in the wrong places and with the wrong values. */
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(null, KEY, '127.0.0.1')),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 6 }),
  ),
}));

function outcome(environment: Environment, yaml?: string): 'loaded' | SettingsError {
  try {
    load(environment, yaml);
    return 'loaded';
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

describe('any input', () => {
  it('in the file loads or has faults with texts, each once', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), tree, { maxKeys: 8 }), (file) => {
        const result = outcome(GOOD, JSON.stringify(file));
        if (result === 'loaded') return;
        const told = result.faults.map(({ key, problem }) => `${key} ${problem}`);
        expect(new Set(told).size).to.equal(told.length);
        for (const fault of result.faults)
          expect([fault.key, fault.problem, fault.allowed]).not.to.include('');
      }),
      { numRuns: 500 },
    );
  });

  it('in CALLER_KEYS loads or has faults that quote none of it', () => {
    const word = fc.string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(...'§XYZ0129:,\n') });
    fc.assert(
      fc.property(word, (text) => {
        const result = outcome({ ...GOOD, CALLER_KEYS: text });
        if (result === 'loaded') return;
        for (const part of text.split(/[,:\n]/).filter(({ length }) => length > 3)) {
          expect(result.message).not.to.contain(part);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('in PORT is the number of its digits or a fault', () => {
    const text = fc.oneof(fc.string({ minLength: 1 }), fc.nat(70_000).map(String), fc.double().map(String));
    fc.assert(
      fc.property(text, (port) => {
        const result = outcome({ ...GOOD, PORT: port, ADMIN_PORT: '0' });
        const good = /^\s*\d+\s*$/.test(port) && Number(port) <= 65_535;
        expect(result === 'loaded').to.equal(good);
      }),
    );
  });
});
