// Writes the bill of materials and the third-party notices of the bundles in a folder, from the metafiles that the
// bundler left in its meta/. Run: npx tsx .ci/bill/write.ts [folder, dist unless given]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledPackages, readMetafiles } from './bundled.js';
import { billOf, type Product } from './cyclonedx.js';
import { noticesOf } from './notices.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [folder = join(root, 'dist')] = process.argv.slice(2);
const manifest = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;

const packages = bundledPackages(root, readMetafiles(join(folder, 'meta')));
const { version } = manifest<{ version: string }>('node_modules/esbuild/package.json');
writeFileSync(join(folder, 'sbom.cdx.json'), billOf(manifest<Product>('package.json'), version, packages));
writeFileSync(join(folder, 'THIRD_PARTY_NOTICES'), noticesOf(root, packages));
