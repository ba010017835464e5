// The bill of materials of the bundles, in the form of CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/).
import { createHash } from 'node:crypto';
import { idOf, type Bundled } from './bundled.js';

/** What the bill says of the service itself, from its package.json. */
export interface Product {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

/**
 * The bill: the same packages give the same text, so that two builds can be compared.
 * @param bundler version of esbuild
 */
export function billOf(product: Product, bundler: string, packages: readonly Bundled[]): string {
  const main = purlOf(product);
  const content = {
    metadata: {
      lifecycles: [{ phase: 'build' }],
      tools: { components: [{ type: 'application', name: 'esbuild', version: bundler }] },
      component: {
        ...{ type: 'application', 'bom-ref': main, ...namesOf(product), version: product.version },
        ...{ description: product.description, licenses: licencesOf(product.license), purl: main },
      },
    },
    components: packages.map((one) => ({
      ...{
        type: 'library',
        'bom-ref': purlOf(one),
        ...namesOf(one),
        version: one.version,
        scope: 'required',
      },
      licenses: licencesOf(one.licence),
      purl: purlOf(one),
      externalReferences: [{ type: 'distribution', url: tarballOf(one), hashes: hashesOf(one.integrity) }],
      properties: one.bundles.map((bundle) => ({ name: `${product.name}:bundle`, value: bundle })),
    })),
    dependencies: [
      { ref: main, dependsOn: packages.map(purlOf) },
      ...packages.map((one) => ({ ref: purlOf(one), dependsOn: one.imports.map(purlOfId(packages)) })),
    ],
  };
  const head = {
    ...{ $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', bomFormat: 'CycloneDX' },
    ...{ specVersion: '1.6', serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`, version: 1 },
  };
  return `${JSON.stringify({ ...head, ...content }, null, 2)}\n`;
}

/** https://github.com/package-url/purl-spec: the @ of a scope is escaped. */
const purlOf = ({ name, version }: { name: string; version: string }): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

const purlOfId = (packages: readonly Bundled[]) => (id: string) =>
  purlOf(packages.find((one) => idOf(one) === id)!);

function namesOf({ name }: { name: string }): { group?: string; name: string } {
  const [group = '', rest] = name.split('/');
  return rest === undefined ? { name } : { group, name: rest };
}

const tarballOf = ({ name, version }: Bundled): string =>
  `https://registry.npmjs.org/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;

/** One licence is named by its SPDX id, several by an expression. */
const licencesOf = (licence: string) =>
  / |\(/.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }];

function hashesOf(integrity: string) {
  const [algorithm = '', digest = ''] = integrity.split('-');
  const alg = algorithm.replace('sha', 'SHA-');
  return [{ alg, content: Buffer.from(digest, 'base64').toString('hex') }];
}

/** Version 5 of RFC 9562: from a digest. */
function uuidOf(content: string): string {
  const bytes = createHash('sha1').update(content).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
