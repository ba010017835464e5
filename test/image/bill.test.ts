import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bundledPackages, packageFolderOf, readMetafiles, type Metafile } from '../../.ci/bill/bundled.js';
import { billOf } from '../../.ci/bill/cyclonedx.js';
import { noticesOf } from '../../.ci/bill/notices.js';
import { assembleImage, type Image } from '../support/image.js';

const ROOT = new URL('../../', import.meta.url).pathname;
/** Licences under which bundles may be handed on, with the notices beside them. */
const FREE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

interface Bill {
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: ReadonlyArray<{
    readonly 'bom-ref': string;
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly licenses: ReadonlyArray<{ readonly license: { readonly id: string } }>;
    readonly properties: ReadonlyArray<{ readonly value: string }>;
  }>;
  readonly dependencies: ReadonlyArray<{ readonly ref: string; readonly dependsOn: readonly string[] }>;
}

describe('the bill of materials in the image', function () {
  this.timeout(60_000);
  let image: Image;
  let bill: Bill;
  /** The same bundles with their comments. */
  let commented: string;

  before(() => {
    image = assembleImage();
    commented = mkdtempSync(join(tmpdir(), 'commented-'));
    const flags = [`--outdir=${commented}`, `--metafile=${join(commented, 'meta.json')}`];
    const unminified = ['--minify-whitespace=false', '--minify-syntax=false'];
    execFileSync('npm', ['run', '--silent', 'bundle', '--', ...flags, ...unminified], { cwd: ROOT });
    bill = JSON.parse(readFileSync(join(image.folder, 'sbom.cdx.json'), 'utf8')) as Bill;
  });
  after(() => {
    image.remove();
    rmSync(commented, { recursive: true });
  });

  const nameOf = ({ group, name, version }: Bill['components'][number]) =>
    `${group === undefined ? '' : `${group}/`}${name}@${version}`;
  const installed = (folder: string) => {
    const { name, version } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
    };
    return `${name}@${version}`;
  };
  const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

  for (const bundle of ['main.js', 'cli.js', 'healthcheck.js'])
    it(`names for ${bundle} the packages that the bundle itself names, and no other`, () => {
      // The bundler writes the path of each source file above what it took from it.
      const text = readFileSync(join(commented, bundle), 'utf8');
      const folders = [...text.matchAll(/^\s*\/\/ (\S*node_modules\/\S+)$/gm)].map(([, path = '']) =>
        packageFolderOf(path),
      );
      const inBundle = sorted(folders.map((folder) => installed(folder ?? '')));
      expect(inBundle.join(' ')).to.match(bundle === 'healthcheck.js' ? /zod@/ : /express@/);
      const inBill = bill.components.filter(({ properties }) =>
        properties.some(({ value }) => value === bundle),
      );
      expect(sorted(inBill.map(nameOf))).to.deep.equal(inBundle);
    });

  it('is beside bundles of plain ASCII: V8 holds any other text with two bytes for each character', () => {
    for (const bundle of ['main.js', 'cli.js', 'healthcheck.js'])
      expect(readFileSync(join(image.folder, 'dist', bundle)).every((byte) => byte < 128)).to.equal(true);
  });

  it('names what is in the page, whose bundles tell nothing by themselves', () => {
    const inPage = bill.components.filter(({ properties }) =>
      properties.some(({ value }) => /^app\.(js|css)$/.test(value)),
    );
    expect(inPage.map(({ name }) => name)).to.include('uplot');
  });

  it('is of this version, names each package once, and tells which imports which', () => {
    const { version } = JSON.parse(readFileSync(join(image.folder, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(bill.metadata.component).to.include({ name: 'genesys-availability-proxy', version });
    const refs = bill.components.map((one) => one['bom-ref']);
    expect(new Set(refs).size).to.equal(refs.length);
    expect(bill.dependencies).to.have.length(refs.length + 1);
    for (const { dependsOn } of bill.dependencies) expect(refs).to.include.members([...dependsOn]);
    const ofExpress = bill.dependencies.find(({ ref }) => ref.startsWith('pkg:npm/express@'));
    expect(ofExpress?.dependsOn.join(' ')).to.match(/router@/);
  });

  it('has only licences that let the bundles be handed on, and the notices have their texts', () => {
    const licences = bill.components.flatMap(({ licenses }) => licenses.map(({ license }) => license?.id));
    expect(licences.filter((id) => !FREE.includes(id))).to.deep.equal([]);
    const notices = readFileSync(join(image.folder, 'THIRD_PARTY_NOTICES'), 'utf8');
    const lines = new Set(notices.split('\n'));
    for (const one of bill.components)
      expect(lines.has(`${nameOf(one)} (${one.licenses[0]?.license.id})`), nameOf(one)).to.equal(true);
    expect(notices.match(/Permission (is hereby granted|to use, copy)/g)?.length).to.be.greaterThan(20);
    expect(notices).to.include('Apache License\n').and.to.include('Blue Oak Model License');
  });

  it('is the same for the same bundles', () => {
    const product = { name: 'p', version: '1.0.0', description: 'd', license: 'MIT' };
    const packages = bundledPackages(ROOT, readMetafiles(image.metafiles));
    const text = billOf(product, '1', packages);
    expect(billOf(product, '1', bundledPackages(ROOT, readMetafiles(image.metafiles)))).to.equal(text);
    const serial = (of: string) => (JSON.parse(of) as { serialNumber: string }).serialNumber;
    expect(serial(billOf({ ...product, version: '1.0.1' }, '1', packages))).to.not.equal(serial(text));
  });
});

describe('the packages of a bundle', () => {
  const metafile = (...inputs: string[]): Metafile => ({
    inputs: Object.fromEntries(inputs.map((path) => [path, { imports: [] }])),
    outputs: { 'dist/a.js': { inputs: Object.fromEntries(inputs.map((path) => [path, {}])) } },
  });

  it('are found by name and version, also where one package lies inside another', () => {
    const inner = 'node_modules/joi/node_modules/@hapi/hoek/lib/index.js';
    const outer = 'node_modules/@sideway/address/node_modules/@hapi/hoek/lib/index.js';
    const [hoek, ...others] = bundledPackages(ROOT, [metafile('src/main.ts', inner, outer)]);
    expect(others).to.deep.equal([]);
    expect(hoek).to.include({ name: '@hapi/hoek', licence: 'BSD-3-Clause' });
    expect(hoek?.folders).to.have.length(2);
  });

  it('have a text of their licence, also where the package leaves it out', () => {
    const packages = bundledPackages(ROOT, [metafile('node_modules/@redis/client/dist/index.js')]);
    expect(noticesOf(ROOT, packages)).to.match(/@redis\/client@.* \(MIT\)\n\nCopyright .*\n\nPermission/);
    const apache = bundledPackages(ROOT, [metafile('node_modules/simple-oauth2/index.js')]);
    expect(() => noticesOf(ROOT, apache)).to.throw(/simple-oauth2.* has no licence text/);
  });

  it('are refused when what is installed is not what package-lock.json names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bill-'));
    const write = (path: string, content: object) =>
      writeFileSync(join(folder, path), JSON.stringify(content));
    mkdirSync(join(folder, 'node_modules', 'x'), { recursive: true });
    write('node_modules/x/package.json', { name: 'x', version: '1.0.1', license: 'MIT' });
    const lock = (version: string) =>
      write('package-lock.json', { packages: { 'node_modules/x': { version, integrity: 'sha512-AA==' } } });
    const read = () => bundledPackages(folder, [metafile('node_modules/x/index.js')]);
    try {
      lock('1.0.1');
      expect(read().map(({ name }) => name)).to.deep.equal(['x']);
      lock('1.0.0');
      expect(read).to.throw('node_modules/x is 1.0.1, and package-lock.json says 1.0.0');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
