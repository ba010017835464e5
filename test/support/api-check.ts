// Holds answers to the API description: what is not described there, or differs from it, is an error.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import type { ApiDescription } from '../../src/http/openapi/document.js';

/** A request that was sent. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Described {
  readonly headers?: Record<string, unknown>;
  readonly content?: Record<string, { readonly schema: object }>;
}

type Item = Record<string, { readonly responses: Record<string, unknown> } | undefined>;

/** The description of one listener, and what was seen of it. */
export class ApiCheck {
  /** `get /path 200 media/type` of every answer that was held to the description. */
  readonly seen = new Set<string>();
  /** Every error code that was answered with. */
  readonly codes = new Set<string>();
  readonly #document: ApiDescription;
  readonly #ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true, allowUnionTypes: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: ApiDescription) {
    this.#document = document;
    formats.default.default(this.#ajv);
    // The parts of a document around its schemas.
    this.#ajv.addVocabulary(['openapi', 'info', 'servers', 'tags', 'paths', 'components']);
    this.#ajv.addSchema(document, 'api');
  }

  /** @throws Error that says what is not as described */
  check(asked: Asked, answered: Answered): void {
    const where = `${asked.method} ${asked.target} → ${answered.status}`;
    const fail = (what: string): never => {
      throw new Error(`${where}: ${what}\n${answered.text.slice(0, 1_000)}`);
    };
    const path = this.templateOf(asked.target);
    if (path === undefined) return this.#checkStray(answered, fail);
    const item = this.#document.paths[path] as Item;
    const method = asked.method === 'HEAD' ? 'get' : asked.method.toLowerCase();
    const known = item[method] ? method : Object.keys(item)[0]!;
    if (known !== method && answered.status !== 405) fail('the method is not described');
    const at = this.#follow(`/paths/${escaped(path)}/${known}/responses/${answered.status}`);
    const described = this.#look<Described | undefined>(at) ?? fail('the status is not described');
    this.#checkHeaders(at, described, answered.headers, fail);
    const media = (answered.headers.get('content-type') ?? '').split(';')[0]!;
    this.#checkBody(at, described, asked.method === 'HEAD', media, answered.text, fail);
    this.seen.add(`${known} ${path} ${answered.status} ${media}`.trim());
  }

  /** Whether `value` is as the schema at this pointer says; the faults if it isn't. */
  faultsOf(pointer: string, value: unknown): string | undefined {
    const validate = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref: `api#${pointer}` });
    this.#compiled.set(pointer, validate);
    if (validate(value)) return undefined;
    return this.#ajv.errorsText(validate.errors, { separator: '\n' });
  }

  /** The described path that a target belongs to; one without variables wins. */
  templateOf(target: string): string | undefined {
    const path = target.split('?')[0]!;
    const matching = Object.keys(this.#document.paths).filter((template) =>
      new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    return matching.sort((a, b) => a.split('{').length - b.split('{').length)[0];
  }

  /** An address that is not there is told by nothing but its error. */
  #checkStray({ status, text }: Answered, fail: (what: string) => never): void {
    const problem = JSON.parse(text) as { code: string };
    const faults = this.faultsOf('/components/schemas/Problem', problem);
    if (faults !== undefined) fail(faults);
    if (status !== 404 || problem.code !== 'route_not_found') fail('the path is not described');
    this.codes.add(problem.code);
  }

  #checkHeaders(at: string, described: Described, headers: Headers, fail: (what: string) => never): void {
    const names = Object.keys(described.headers ?? {});
    for (const name of names) {
      const pointer = this.#follow(`${at}/headers/${name}`);
      const { required } = this.#look<{ required: boolean }>(pointer);
      const text = headers.get(name);
      if (text === null && required) fail(`the header ${name} is missing`);
      if (text === null) continue;
      const faults = this.faultsOf(`${pointer}/schema`, /^\d+$/.test(text) ? Number(text) : text);
      if (faults !== undefined) fail(`the header ${name} (${text}): ${faults}`);
    }
    for (const name of Object.keys(this.#document.components['headers']!).filter(
      (one) => !/-optional$/.test(one),
    ))
      if (headers.has(name) && !names.includes(name)) fail(`the header ${name} is not described`);
  }

  #checkBody(
    at: string,
    { content }: Described,
    head: boolean,
    media: string,
    text: string,
    fail: (what: string) => never,
  ): void {
    if (content && !content[media]) fail(`the content type ${media} is not described`);
    if (head || !content) {
      if (text !== '') fail('there is a body');
      return;
    }
    const json = /json$/.test(media);
    const value: unknown = json ? JSON.parse(text) : text;
    const faults = this.faultsOf(`${at}/content/${escaped(media)}/schema`, value);
    if (faults !== undefined) fail(faults);
    if (media === 'application/problem+json') this.#checkProblem(value as object, fail);
  }

  #checkProblem(problem: object, fail: (what: string) => never): void {
    const { code, detail, requestId } = problem as Record<string, string | undefined>;
    this.codes.add(code!);
    const read = code !== 'unreadable_request';
    if (read && (detail === undefined || requestId === undefined)) fail('detail or requestId is missing');
  }

  /** `pointer`, or where the reference there leads. */
  #follow(pointer: string): string {
    const found = this.#look<{ $ref?: string } | undefined>(pointer);
    return found?.$ref?.slice(1) ?? pointer;
  }

  #look<T>(pointer: string): T {
    const names = pointer.split('/').slice(1);
    const value = names.reduce<unknown>(
      (found, name) => (found as Record<string, unknown> | undefined)?.[name.replace(/~1/g, '/')],
      this.#document,
    );
    return value as T;
  }
}

/** As a part of a JSON pointer. */
export const escaped = (name: string) => name.replace(/\//g, '~1');
