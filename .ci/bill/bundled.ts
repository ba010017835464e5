// Which packages are in the bundles: read from what esbuild tells of them (its metafiles).
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What is read of a metafile: https://esbuild.github.io/api/#metafile */
export interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly imports: ReadonlyArray<{ readonly path: string }> }>>;
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

/** One package at one version, though it may lie in several folders. */
export interface Bundled {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, as the package says it. */
  readonly licence: string;
  readonly author: string;
  /** As package-lock.json names them: `node_modules/a/node_modules/b`. */
  readonly folders: readonly string[];
  /** File names of the bundles. */
  readonly bundles: readonly string[];
  /** `name@version` of the packages that its files import, as far as those are bundled. */
  readonly imports: readonly string[];
  /** Of the tarball it came in, as package-lock.json has it: `sha512-…`. */
  readonly integrity: string;
}

export const idOf = ({ name, version }: { name: string; version: string }): string => `${name}@${version}`;

/** The metafiles in a folder. */
export function readMetafiles(folder: string): Metafile[] {
  return readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Metafile);
}

/** The folder of the package that a file belongs to, or undefined for a file of this project. */
export const packageFolderOf = (path: string): string | undefined =>
  /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];

/**
 * The packages of which something is in a bundle, by name and version.
 * @throws Error when an installed package is another than package-lock.json names
 */
export function bundledPackages(root: string, metafiles: readonly Metafile[]): Bundled[] {
  const inBundles = bundlesByFolder(metafiles);
  const importsOf = importsByFolder(metafiles);
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string } | undefined>;
  };
  const manifests = new Map([...inBundles.keys()].map((folder) => [folder, manifestOf(join(root, folder))]));
  const packages = new Map<string, Bundled>();
  for (const [folder, { name, version, licence, author }] of manifests) {
    const locked = lock.packages[folder];
    if (locked?.version !== version || !locked.integrity)
      throw new Error(`${folder} is ${version}, and package-lock.json says ${locked?.version ?? 'nothing'}`);
    const before = packages.get(idOf({ name, version }));
    const imports = [...(importsOf.get(folder) ?? [])].flatMap((other) => {
      const manifest = manifests.get(other);
      return manifest && other !== folder ? [idOf(manifest)] : [];
    });
    packages.set(idOf({ name, version }), {
      ...{ name, version, licence, author, integrity: locked.integrity },
      folders: [...(before?.folders ?? []), folder].sort(),
      bundles: sorted([...(before?.bundles ?? []), ...(inBundles.get(folder) ?? [])]),
      imports: sorted([...(before?.imports ?? []), ...imports]),
    });
  }
  return [...packages.values()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

function bundlesByFolder(metafiles: readonly Metafile[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { outputs } of metafiles)
    for (const [output, { inputs }] of Object.entries(outputs))
      for (const input of Object.keys(inputs)) {
        const folder = packageFolderOf(input);
        if (folder !== undefined) found.set(folder, [...(found.get(folder) ?? []), basename(output)]);
      }
  return found;
}

function importsByFolder(metafiles: readonly Metafile[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { inputs } of metafiles)
    for (const [input, { imports }] of Object.entries(inputs)) {
      const folder = packageFolderOf(input) ?? '';
      const others = imports.map(({ path }) => packageFolderOf(path)).filter((path) => path !== undefined);
      found.set(folder, [...(found.get(folder) ?? []), ...others]);
    }
  return found;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
}

function manifestOf(folder: string): { name: string; version: string; licence: string; author: string } {
  const { name, version, license, author } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  if (typeof license !== 'string') throw new Error(`${name} names no licence`);
  const by = typeof author === 'string' ? author : author?.name;
  return { name, version, licence: license, author: by ?? `the authors of ${name}` };
}
