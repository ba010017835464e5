// The environment of a container as the service would meet it, its mounted files written into a folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Container, Secret } from 'kubernetes-types/core/v1.js';
import { contentsOf, type KubeObject, type Pod } from './objects.js';
import { filesOf } from './pod-wiring.js';

/** What stands in the example Secrets for something that has to be filled in. */
const PLACEHOLDER = /replace-me/g;

/** Copies of Secrets with something in them that could be a credential or key. */
export function filledIn(secrets: readonly Secret[]): Secret[] {
  return secrets.map((secret) => ({
    ...secret,
    stringData: Object.fromEntries(
      Object.entries(contentsOf(secret)).map(([key, text]) => [
        key,
        text.replace(PLACEHOLDER, 'filled-in-0123456789-0123456789'),
      ]),
    ),
  }));
}

/** Variables whose paths lead into `folder`, where the mounted files are. */
export function environmentIn(
  folder: string,
  { spec }: Pod,
  { env = [], volumeMounts = [] }: Container,
  objects: readonly KubeObject[],
  secrets: readonly Secret[],
): Record<string, string> {
  for (const { name, mountPath } of volumeMounts) {
    const volume = spec.volumes?.find((one) => one.name === name);
    for (const [file, text] of Object.entries((volume && filesOf(volume, objects, secrets)) ?? {})) {
      const path = join(folder, mountPath, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  const mounted = (value: string) => volumeMounts.some(({ mountPath }) => value.startsWith(`${mountPath}/`));
  return Object.fromEntries(
    env.map(({ name, value = '', valueFrom }) => {
      const ref = valueFrom?.secretKeyRef;
      const secret = secrets.find(({ metadata }) => metadata?.name === ref?.name);
      const text = ref && secret ? (contentsOf(secret)[ref.key] ?? '') : value;
      return [name, mounted(text) ? join(folder, text) : text];
    }),
  );
}
