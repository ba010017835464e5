import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect } from 'chai';
import { ERRORS } from '../../../src/domain/error-codes.js';
import { apiDescription, type Audience } from '../../../src/http/openapi/document.js';
import { ApiCheck, escaped } from '../../support/api-check.js';

const AUDIENCES: Audience[] = ['admin', 'public'];

/** Every operation with its path and method. */
const operationsOf = (audience: Audience) =>
  Object.entries(apiDescription(audience).paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the API description', () => {
  for (const audience of AUDIENCES) {
    it(`has nothing that a linter objects to (${audience})`, async () => {
      const config = await createConfig({ extends: ['recommended'] });
      const source = JSON.stringify(apiDescription(audience));
      const problems = await lintFromString({ source, config });
      expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]])).to.deep.equal(
        [],
      );
    });

    it(`shows an example of every answer and every body (${audience})`, () => {
      for (const { path, method, operation } of operationsOf(audience)) {
        const text = JSON.stringify([operation.responses, operation.requestBody ?? {}]);
        const media = JSON.parse(text, (key, value: unknown) => {
          if (key !== 'content') return value;
          for (const [type, shown] of Object.entries(value as Record<string, object>))
            expect(shown, `${method} ${path} ${type}`).to.have.any.keys('example', 'examples');
          return value;
        }) as unknown[];
        expect(media).to.have.length(2);
      }
    });
  }

  it('holds its examples to its own schemas', () => {
    const description = apiDescription('admin');
    const check = new ApiCheck(description);
    let held = 0;
    for (const { path, method, operation } of operationsOf('admin')) {
      for (const [status, response] of Object.entries(operation.responses)) {
        const content = '$ref' in response ? {} : (response.content ?? {});
        for (const [type, shown] of Object.entries(content)) {
          const { example, examples = {} } = shown as {
            example?: unknown;
            examples?: Record<string, { value?: unknown }>;
          };
          const values = [example, ...Object.values(examples).map(({ value }) => value)];
          const at = `/paths/${escaped(path)}/${method}/responses/${status}/content/${escaped(type)}/schema`;
          for (const value of values.filter((one) => one !== undefined)) {
            expect(check.faultsOf(at, value), at).to.equal(undefined);
            held += 1;
          }
        }
      }
    }
    expect(held).to.be.greaterThan(30);
  });

  it('has every error code with its status, title and hint at an operation that answers with it', () => {
    const { components, paths } = apiDescription('admin');
    const responses = components['responses'] as Record<
      string,
      { content: { 'application/problem+json': { examples: Record<string, object> } } }
    >;
    const used = JSON.stringify(paths);
    const shown = Object.entries(responses)
      .filter(([name]) => used.includes(`#/components/responses/${name}"`))
      .flatMap(([, { content }]) => Object.keys(content['application/problem+json'].examples));
    expect(shown).to.include.members(Object.keys(ERRORS));
    for (const [code, { status, title, hint }] of Object.entries(ERRORS)) {
      const { value } = components['examples']![code] as { value: object };
      expect(value).to.include({ code, status, title, hint });
    }
  });

  it('gives every operation a name of its own', () => {
    const names = operationsOf('admin').map(({ operation }) => operation.operationId);
    expect(new Set(names).size).to.equal(names.length);
  });

  it('keeps the routes of the admin listener from the public', () => {
    const paths = Object.keys(apiDescription('public').paths);
    expect(paths).to.have.members([
      '/api/v2/routing/queues/{queueId}/members',
      '/api/v2/routing/queues/{queueId}/users',
      '/v1/queues/{queueId}/availability',
      '/v1/availability',
      '/v1/webhooks/{name}',
      '/livez',
      '/readyz',
      '/health/token',
      '/openapi.json',
    ]);
  });
});
