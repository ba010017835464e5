// Every way of using the manifests that is promised, with the Secrets that are to be made before.
import { fileURLToPath } from 'node:url';
import { readManifest, render, renderTogether, type Parts } from './kustomize.js';
import { ofKind, type KubeObject } from './objects.js';
import type { Secret } from 'kubernetes-types/core/v1.js';

export interface Variant {
  readonly name: string;
  readonly objects: readonly KubeObject[];
  readonly secrets: readonly Secret[];
  /** Whether all containers are ours, and not somebody's own application. */
  readonly ours: boolean;
}

export const USERS_APP = fileURLToPath(new URL('../../k8s/users-app/deployment.yaml', import.meta.url));

const component = (...names: string[]): Parts => ({
  resources: ['overlays/standalone'],
  components: names.map((name) => `components/${name}`),
});

type Row = [name: string, what: string | Parts, secrets: string[], ours?: boolean];

const ROWS: Row[] = [
  ['standalone', 'overlays/standalone', ['base']],
  ['replicated', 'overlays/replicated', ['base', 'components/redis']],
  ['sidecar', 'overlays/sidecar', ['components/sidecar']],
  ['component redis', component('redis'), ['base', 'components/redis']],
  ['component networkpolicy', component('redis', 'networkpolicy'), ['base', 'components/redis']],
  ['component monitoring', component('monitoring'), ['base']],
  ['component ingress', component('ingress'), ['base']],
  [
    'all components',
    component('redis', 'networkpolicy', 'monitoring', 'ingress'),
    ['base', 'components/redis'],
  ],
  [
    'the component sidecar on an application of somebody',
    { files: [USERS_APP], components: ['components/sidecar'] },
    ['components/sidecar'],
    false,
  ],
  [
    'the patch for a sidecar on an application of somebody',
    {
      files: [USERS_APP],
      copied: ['components/sidecar/patch.yaml'],
      more: { patches: [{ path: 'patch.yaml', target: { kind: 'Deployment', name: 'call-router' } }] },
    },
    ['components/sidecar'],
    false,
  ],
];

let rendered: Variant[] | undefined;

/** All of them, rendered once. */
export function variants(): readonly Variant[] {
  return (rendered ??= ROWS.map(([name, what, secrets, ours = true]) => ({
    name,
    objects: typeof what === 'string' ? render(what) : renderTogether(what),
    secrets: secrets.flatMap((folder) => ofKind(readManifest(`${folder}/secret.example.yaml`), 'Secret')),
    ours,
  })));
}

/** One of them, as a copy that a test may break. */
export function variant(name: string): Variant {
  const found = variants().find((one) => one.name === name);
  if (!found) throw new Error(`There is no variant ${name}`);
  return structuredClone(found);
}
