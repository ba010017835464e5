// Assembles in a folder what the Dockerfile copies, as no container engine is at hand: what runs from there
// runs in the image.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandOf, copiesOf, environmentOf, stagesOf, type Copy } from './dockerfile.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Image {
  readonly folder: string;
  /** What the bundler told of the bundles. */
  readonly metafiles: string;
  /** Every file, seen from the folder. */
  readonly files: readonly string[];
  /** Arguments for node. */
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  remove(): void;
}

export const readDockerfile = (): string => readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

/** @throws Error when a file to be copied isn't there or is kept out of the build by .dockerignore */
export function assembleImage(dockerfile = readDockerfile()): Image {
  const parent = mkdtempSync(join(tmpdir(), 'image-'));
  try {
    return assembleIn(parent, dockerfile);
  } catch (fault) {
    rmSync(parent, { recursive: true });
    throw fault;
  }
}

function assembleIn(parent: string, dockerfile: string): Image {
  const built = join(parent, 'build');
  const folder = join(parent, 'app');
  const stages = stagesOf(dockerfile);
  const [build, final] = [stages[0], stages.at(-1)];
  if (!build || !final || build === final) throw new Error('There are not two stages');
  const allowed = allowedInContext();
  for (const copy of copiesOf(build)) {
    const kept = copy.sources.filter((source) => !allowed.includes(source));
    if (kept.length > 0) throw new Error(`.dockerignore keeps ${kept.join(', ')} out of the build`);
    place(copy, ROOT, built);
  }
  const dist = join(built, 'dist');
  const told = (name: string) => `--metafile=${join(dist, 'meta', `${name}.json`)}`;
  npm('bundle', '--', `--outdir=${dist}`, told('node'), '--log-level=error');
  npm('bundle:page', '--', `--outdir=${join(dist, 'ui')}`, told('page'), '--allow-overwrite');
  npm('sbom', '--', dist);
  for (const copy of copiesOf(final)) place(copy, built, folder);
  return {
    folder,
    metafiles: join(dist, 'meta'),
    files: filesIn(folder),
    command: commandOf(final, 'CMD'),
    healthcheck: commandOf(final, 'HEALTHCHECK'),
    environment: environmentOf(final),
    remove: () => rmSync(parent, { recursive: true }),
  };
}

/** What .dockerignore lets through; it must begin by keeping everything out. */
function allowedInContext(): string[] {
  const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines[0] !== '*') throw new Error('.dockerignore does not begin with *');
  return lines.slice(1).map((line) => line.replace(/^!/, ''));
}

function place({ sources, target }: Copy, from: string, to: string): void {
  for (const source of sources) {
    const path = source.replace(/^\/app\//, '');
    const into = target.endsWith('/') ? join(to, target, basename(path)) : join(to, target);
    mkdirSync(dirname(into), { recursive: true });
    cpSync(join(from, path), into, { recursive: true });
  }
}

const npm = (...script: string[]): string =>
  execFileSync('npm', ['run', '--silent', ...script], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
