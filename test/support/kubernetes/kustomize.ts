// Renders the manifests as `kubectl apply -k` would, without a cluster.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { parseObjects, type KubeObject } from './objects.js';

const K8S = realpathSync(fileURLToPath(new URL('../../../k8s', import.meta.url)));
/** The first kubectl whose Kustomize knows components. */
const OLDEST_MINOR = 21;

/**
 * Skips the tests, with a message, where kubectl is missing or too old. REQUIRE_TOOLS does not make that a
 * failure: Debian's package is too old, so .ci/run can't install it.
 */
export function needsKustomize(context: Mocha.Context): void {
  const problem = kubectlProblem();
  if (problem === undefined) return;
  process.stderr.write(`skipped: ${problem}\n`);
  context.skip();
}

/** Why `kubectl` can't be used; undefined if it can. */
export function kubectlProblem(program = 'kubectl'): string | undefined {
  let text: string;
  try {
    text = run(program, 'version', '--client', '-o', 'json');
  } catch {
    return `${program} is not on PATH, or does not run`;
  }
  const { clientVersion } = JSON.parse(text) as { clientVersion: { major: string; minor: string } };
  const minor = Number.parseInt(clientVersion.minor, 10);
  if (Number(clientVersion.major) > 1 || minor >= OLDEST_MINOR) return undefined;
  return `kubectl is 1.${minor}; 1.${OLDEST_MINOR} or newer is needed`;
}

/** What a kustomization of somebody's own names. Folders are below k8s/. */
export interface Parts {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  /** Files that are copied beside it and named as resources. */
  readonly files?: readonly string[];
  /** Other fields. */
  readonly more?: object;
  /** Files below k8s/ that are copied beside it. */
  readonly copied?: readonly string[];
}

/** The objects of a folder below k8s/. */
export function render(folder: string): KubeObject[] {
  return parseObjects(run('kubectl', 'kustomize', join(K8S, folder)));
}

/** The objects of a kustomization outside of the project. */
export function renderTogether({
  resources = [],
  components = [],
  files = [],
  copied = [],
  more,
}: Parts): KubeObject[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kustomize-')));
  const seen = (path: string) => relative(folder, join(K8S, path));
  const names = files.map((file, index) => {
    cpSync(file, join(folder, `own-${index}.yaml`));
    return `own-${index}.yaml`;
  });
  for (const file of copied) cpSync(join(K8S, file), join(folder, file.slice(file.lastIndexOf('/') + 1)));
  const kustomization = {
    resources: [...names, ...resources.map(seen)],
    components: components.map(seen),
    ...more,
  };
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization));
  try {
    return parseObjects(run('kubectl', 'kustomize', folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The objects of a file below k8s/. */
export function readManifest(file: string): KubeObject[] {
  return parseObjects(readFileSync(join(K8S, file), 'utf8'));
}

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
