// The whole API description (OpenAPI 3.1), built from the tables that the routes read with.
import { VERSION } from '../../runtime/version.js';
import { adminPaths, openapi } from './admin-operations.js';
import { answerSchemas } from './answer-schemas.js';
import { headerComponents } from './headers.js';
import { healthPaths } from './health-operations.js';
import { pagePaths } from './page-operations.js';
import { pageSchemas } from './page-schemas.js';
import { bodySchemas, parameterComponents } from './parameters.js';
import { errorCodeSchema, problemComponents, problemExamples, problemSchema } from './problems.js';
import { questionPaths } from './question-operations.js';
import { securitySchemes } from './security.js';
import { statusSchemas } from './status-schemas.js';
import { inUse } from './in-use.js';
import type { Paths } from './types.js';

/** Whose document it is: that of the public listener is silent about the admin listener. */
export type Audience = 'public' | 'admin';

/** A document and, by its type, what can be relied on in it. */
export interface ApiDescription {
  readonly openapi: string;
  readonly tags: ReadonlyArray<{ readonly name: string; readonly description: string }>;
  readonly paths: Paths;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** A new document each time: whoever wants it keeps its bytes. */
export function apiDescription(audience: Audience): ApiDescription {
  const paths = pathsOf(audience);
  const tags = new Set(
    Object.values(paths).flatMap((item) => Object.values(item).flatMap((operation) => operation.tags)),
  );
  return {
    openapi: '3.1.1',
    ...{ info: info(audience), servers: [{ url: '/' }] },
    tags: TAGS.filter(({ name }) => tags.has(name)),
    paths,
    components: inUse(paths, components(paths)),
  };
}

function pathsOf(audience: Audience): Paths {
  const forAll = { ...questionPaths(), ...healthPaths() };
  return audience === 'public'
    ? { ...forAll, '/openapi.json': { get: openapi(false) } }
    : { ...forAll, ...adminPaths(), ...pagePaths() };
}

const info = (audience: Audience) => ({
  title: 'genesys-availability-proxy',
  version: VERSION,
  summary: 'Asks Genesys Cloud whether a queue can take a call now.',
  description: [
    'Wherever there is GET there is HEAD, with the same headers and no body. Every answer carries security headers and',
    'an `X-Request-Id`. Unknown parameters of the counting routes are refused, unless the settings tell to ignore them',
    'for this caller. Every error is `application/problem+json` with a stable `code` and a `hint`; an address that does',
    'not exist is `404 route_not_found`.',
    ...(audience === 'admin'
      ? [
          'Health routes are on both listeners, those tagged *Operation* and *Status page* on the admin listener only.',
        ]
      : []),
  ].join('\n'),
  license: { name: 'MIT', identifier: 'MIT' },
});

const TAGS = [
  { name: 'Genesys Cloud', description: "Genesys Cloud's own path, for webhooks that were made for it." },
  { name: 'Availability', description: 'Yes or no, for webhooks of any platform.' },
  { name: 'Health', description: 'For orchestrators and monitors; no key is needed.' },
  { name: 'Operation', description: 'For operators.' },
  { name: 'Status page', description: 'The page and what it asks.' },
];

const components = (paths: Paths) => ({
  schemas: {
    Problem: problemSchema(),
    ErrorCode: errorCodeSchema(),
    ...answerSchemas(),
    ...bodySchemas(),
    ...statusSchemas(),
    ...pageSchemas(),
  },
  parameters: parameterComponents(),
  headers: headerComponents(),
  responses: problemComponents(paths),
  examples: problemExamples(),
  securitySchemes: securitySchemes(),
});
