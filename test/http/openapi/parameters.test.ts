import { expect } from 'chai';
import { apiDescription } from '../../../src/http/openapi/document.js';
import type { Operation } from '../../../src/http/openapi/types.js';
import { startWalker, type Walker } from '../../support/described-service.js';
import { stopServices } from '../../support/service.js';
import { SALES } from '../../support/webhooks.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: {
    readonly type?: string;
    readonly minimum?: number;
    readonly enum?: readonly string[];
    readonly items?: object;
  };
  readonly example: unknown;
}

const { paths, components } = apiDescription('admin');

/** The routes that refuse what they do not know, as they are asked here. */
const STRICT = {
  '/api/v2/routing/queues/{queueId}/members': `/api/v2/routing/queues/${SALES}/members`,
  '/v1/queues/{queueId}/availability': `/v1/queues/${SALES}/availability`,
  '/v1/availability': '/v1/availability',
  '/v1/webhooks/{name}': '/v1/webhooks/one',
} as const;

/** The described parameters of an operation, references followed. */
function queryOf({ parameters = [] }: Operation): Parameter[] {
  const all = parameters.map((one) => {
    const name = (one as { $ref?: string }).$ref?.split('/').at(-1);
    return (name === undefined ? one : components['parameters']![name]) as Parameter;
  });
  return all.filter((one) => one.in === 'query');
}

const textOf = (value: unknown) => (Array.isArray(value) ? value.join(',') : String(value));

/** The query string with the examples of all that is required and of `others`. */
function search(described: readonly Parameter[], others: ReadonlyArray<readonly [string, string]>): string {
  const needed = described
    .filter(({ name, required }) => required && !others.some(([other]) => other === name))
    .map(({ name, example }): [string, string] => [name, textOf(example)]);
  return new URLSearchParams([
    ...needed,
    ...others.map(([name, value]): [string, string] => [name, value]),
  ]).toString();
}

describe('the parameters in the API description', () => {
  let walker: Walker;
  before(async () => {
    walker = await startWalker();
  });
  after(stopServices);

  for (const [path, target] of Object.entries(STRICT)) {
    const { post } = paths[path]!;
    const described = queryOf(paths[path]!.get!);

    it(`are those that ${path} knows, and no other`, async () => {
      const { body } = await walker.ask(`${target}?${search(described, [['nobody', 'x']])}`);
      expect(body['code']).to.equal('unknown_parameter');
      const known = /This route knows: (.*)\.$/.exec(String(body['detail']))?.[1]?.split(', ');
      expect(described.map(({ name }) => name)).to.have.members(known!);
    });

    it(`are taken by ${path} with their examples and with each known value`, async () => {
      for (const { name, example, schema } of described) {
        const items = (schema.items ?? schema) as { enum?: string[]; anyOf?: Array<{ enum?: string[] }> };
        const known = items.enum ?? items.anyOf?.flatMap((one) => one.enum ?? []) ?? [];
        for (const value of [textOf(example), ...known]) {
          const { status } = await walker.ask(`${target}?${search(described, [[name, value]])}`);
          expect([200, 404, 409], `${name}=${value}`).to.include(status);
        }
      }
    });

    it(`are refused by ${path} below the least number and outside a closed list`, async () => {
      for (const { name, schema } of described) {
        const bad =
          schema.minimum !== undefined ? String(schema.minimum - 1) : schema.enum ? 'nothing' : undefined;
        const value = schema.type === 'boolean' ? 'perhaps' : bad;
        if (value === undefined) continue;
        const { body } = await walker.ask(`${target}?${search(described, [[name, value]])}`);
        expect(body['code'], `${name}=${value}`).to.equal('invalid_parameter');
      }
    });

    if (post) {
      it(`are the same in bodies of ${path}, JSON or form, and their example is taken`, async () => {
        const { content } = post.requestBody as {
          content: Record<string, { schema: { $ref: string }; example: Record<string, unknown> }>;
        };
        const pointer = content['application/json']!.schema.$ref.slice(1);
        const name = pointer.split('/').at(-1)!;
        const { properties } = components['schemas']![name] as { properties: object };
        expect(Object.keys(properties)).to.have.members(described.map((one) => one.name));

        const json = content['application/json']!.example;
        expect(walker.api.faultsOf(pointer, json)).to.equal(undefined);
        const form = Object.fromEntries(Object.entries(json).map(([key, value]) => [key, textOf(value)]));
        for (const sending of [{ json }, { form }])
          expect([200, 409]).to.include((await walker.ask(target, sending)).status);

        const unknown = { ...json, nobody: 1 };
        expect(walker.api.faultsOf(pointer, unknown)).to.include('additional properties');
        expect((await walker.ask(target, { json: unknown })).body['code']).to.equal('unknown_parameter');
      });
    }
  }
});
