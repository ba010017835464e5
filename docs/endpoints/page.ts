// Writes docs/endpoints.md from the API description: each route with a request, an answer and its errors.
import { ERRORS, type ErrorCode } from '../../src/domain/error-codes.js';
import { apiDescription, type ApiDescription } from '../../src/http/openapi/document.js';
import type { Operation, ResponseObject } from '../../src/http/openapi/types.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description: string;
  readonly schema: { readonly default?: string | number };
  readonly example: unknown;
}

interface Media {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

const INTRO = `# Endpoints

What can be asked, and what is answered. The same for machines is \`/openapi.json\` (OpenAPI 3.1) on the admin listener, and on the
public one with \`PUBLISH_OPENAPI=true\`. This page is written from it by \`npm run docs:endpoints\`.

Wherever there is \`GET\` there is \`HEAD\`. Errors are \`application/problem+json\` with a stable \`code\`: [errors.md](errors.md).
Any route can answer \`unreadable_request\` (400, 408, 431), \`method_not_allowed\` (405) and \`internal_error\` (500).
Keys: \`Authorization: Bearer <key>\` (or \`Token <key>\`, or \`Basic\` with the key as the password) or \`X-API-Key: <key>\`; \`?key=<key>\` only for a caller with \`keyInUrl: true\`; the admin key
also as the password of HTTP Basic.
`;

/** The whole page. */
export function endpointsPage(): string {
  const description = apiDescription('admin');
  const { tags } = description;
  return [INTRO, ...tags.map((tag) => section(description, tag))].join('\n');
}

function section(document: ApiDescription, tag: ApiDescription['tags'][number]): string {
  const routes = Object.entries(document.paths).filter(([, item]) =>
    Object.values(item).some(({ tags }) => tags.includes(tag.name)),
  );
  const parts = routes.map(([path, { get, post }]) => {
    const methods = [get && 'GET', post && 'POST'].filter(Boolean).join(' or ');
    const operation = (get ?? post) as Operation;
    return [
      `### \`${methods} ${path}\`\n\n${operation.summary}. ${operation.description}\n`.replace('?.', '?'),
      `**Key**: ${keyOf(operation)}.\n`,
      parameters(document, operation),
      request(operation, post),
      answers(operation),
      errors(document, post ?? operation),
    ].join('\n');
  });
  return [`## ${tag.name}\n\n${tag.description}\n`, ...parts].join('\n');
}

function keyOf({ security }: Operation): string {
  const names = security.flatMap((one) => Object.keys(one));
  if (names.length === 0) return 'none';
  return names.includes('callerKey') ? 'caller key' : 'admin key, if there is one';
}

function parameters({ components }: ApiDescription, { parameters: all = [] }: Operation): string {
  const rows = all.map((one) => {
    const name = (one as { $ref?: string }).$ref?.split('/').at(-1);
    return (name === undefined ? one : components['parameters']?.[name]) as Parameter;
  });
  const shown = rows.filter((row) => row.in !== 'header');
  if (shown.length === 0) return '';
  const lines = shown.map(({ name, schema, example, description }) => {
    const usual = schema.default === undefined ? '' : ` (default ${schema.default})`;
    return `| \`${name}\` | \`${cell(example)}\` | ${description.replace(/\|/g, '\\|')}${usual} |`;
  });
  return ['| parameter | example | what it is |', '|---|---|---|', ...lines, ''].join('\n');
}

const cell = (example: unknown) => (Array.isArray(example) ? example.join(',') : String(example));

function request(operation: Operation, post: Operation | undefined): string {
  const samples = [...(operation['x-codeSamples'] ?? []), ...(post?.['x-codeSamples'] ?? [])];
  const commands = new Set(samples.map((one) => (one as { source: string }).source));
  const body = Object.values((post?.requestBody as { content?: Record<string, Media> })?.content ?? {})[0];
  if (commands.size > 0) return fenced('sh', [...commands].join('\n'));
  return body ? `The body:\n\n${fenced('json', pretty(body.example))}` : '';
}

/** The first example of each form of each good answer. */
function answers({ responses }: Operation): string {
  const good = Object.entries(responses).filter(([status]) => Number(status) < 400 || status === '409');
  return good
    .map(([status, response]) => {
      const { description, content = {} } = response as ResponseObject;
      const forms = Object.entries(content as Record<string, Media>).map(([media, shown]) => {
        const value = shown.example ?? Object.values(shown.examples ?? {})[0]?.value;
        const json = media.endsWith('json');
        return `\`${media}\`:\n\n${fenced(json ? 'json' : '', json ? pretty(value) : String(value))}`;
      });
      // A refusal looks as a yes does.
      return [`**${status}**: ${description}\n`, ...(status === '409' ? [] : forms)].join('\n');
    })
    .join('\n');
}

function errors({ components }: ApiDescription, { responses }: Operation): string {
  const lines = Object.entries(responses).flatMap(([status, response]) => {
    const name = '$ref' in response ? response.$ref.split('/').at(-1) : undefined;
    if (name === undefined) return [];
    const { content } = components['responses']?.[name] as { content: Record<string, Media> };
    const all = Object.keys(content['application/problem+json']?.examples ?? {});
    const codes = all.filter((code) => ERRORS[code as ErrorCode].place !== 'any');
    return codes.length === 0 ? [] : [`${status} ${codes.map((code) => `\`${code}\``).join(', ')}`];
  });
  return lines.length === 0 ? '' : `**Errors**: ${lines.join('; ')}.\n`;
}

/** Lists of scalars, such as a history, stay on one line. */
function pretty(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_list, items: string) => `[${items.replace(/\n\s+/g, ' ')}]`,
  );
}

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
