// Finds what does not fit together in pods: probes, mounts, volumes and variables that lead nowhere.
import type { Secret, Volume } from 'kubernetes-types/core/v1.js';
import { contentsOf, ofKind, podsOf, selects, type KubeObject, type Pod } from './objects.js';

/** What of a pod leads nowhere: probes, mounts, volumes, files named in variables, its own labels. */
export function podFaults(objects: readonly KubeObject[], secrets: readonly Secret[]): string[] {
  return podsOf(objects).flatMap((pod) =>
    [
      ...labelFaults(pod, objects),
      ...portFaults(pod),
      ...probeFaults(pod),
      ...mountFaults(pod),
      ...volumeFaults(pod, objects, secrets),
      ...variableFaults(pod, objects, secrets),
    ].map((fault) => `${pod.name}: ${fault}`),
  );
}

function labelFaults({ deployment, labels, spec }: Pod, objects: readonly KubeObject[]): string[] {
  const faults: string[] = [];
  if (!selects(deployment.spec?.selector.matchLabels, labels))
    faults.push('the Deployment does not select its pods');
  for (const { labelSelector, topologyKey } of spec.topologySpreadConstraints ?? []) {
    if (!selects(labelSelector?.matchLabels, labels))
      faults.push(`spread over ${topologyKey} looks at other pods`);
  }
  const accounts = ofKind(objects, 'ServiceAccount').map(({ metadata }) => metadata.name);
  const { serviceAccountName: account } = spec;
  if (account !== undefined && !accounts.includes(account))
    faults.push(`there is no ServiceAccount ${account}`);
  return faults;
}

function portFaults({ containers }: Pod): string[] {
  const ports = containers.flatMap((container) => container.ports ?? []);
  const all = ports.flatMap(({ name, containerPort }) => [name ?? '', String(containerPort)]);
  return [...new Set(all.filter((one, index) => all.indexOf(one) !== index))].map(
    (one) => `port ${one} is there twice`,
  );
}

function probeFaults({ containers }: Pod): string[] {
  return containers.flatMap(({ name, ports = [], startupProbe, livenessProbe, readinessProbe }) => {
    const known = ports.flatMap((port) => [port.name, port.containerPort]);
    return [startupProbe, livenessProbe, readinessProbe]
      .map((probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port)
      .filter((port) => port !== undefined && !known.includes(port))
      .map((port) => `${name} has no port ${port} for its probe`);
  });
}

function mountFaults({ containers, spec }: Pod): string[] {
  const volumes = (spec.volumes ?? []).map(({ name }) => name);
  const mounts = containers.flatMap((container) => container.volumeMounts ?? []);
  const used = mounts.map(({ name }) => name);
  return [
    ...used.filter((name) => !volumes.includes(name)).map((name) => `there is no volume ${name} to mount`),
    ...volumes.filter((name) => !used.includes(name)).map((name) => `nobody mounts the volume ${name}`),
    ...mounts
      .filter(({ subPath }) => subPath !== undefined)
      .map(({ name }) => `${name} is mounted by subPath, and would never change`),
  ];
}

/** Keys and contents of what a volume shows; undefined where it shows nothing that could be known. */
export function filesOf(
  volume: Volume,
  objects: readonly KubeObject[],
  secrets: readonly Secret[],
): Readonly<Record<string, string>> | undefined {
  const source = volume.secret
    ? secrets.find(({ metadata }) => metadata?.name === volume.secret?.secretName)
    : ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata?.name === volume.configMap?.name);
  return source && contentsOf(source);
}

function volumeFaults({ spec }: Pod, objects: readonly KubeObject[], secrets: readonly Secret[]): string[] {
  return (spec.volumes ?? [])
    .filter((volume) => volume.secret ?? volume.configMap)
    .filter((volume) => !filesOf(volume, objects, secrets))
    .map(({ name }) => `nothing is there for the volume ${name}`);
}

function variableFaults(
  { containers, spec }: Pod,
  objects: readonly KubeObject[],
  secrets: readonly Secret[],
): string[] {
  return containers.flatMap(({ env = [], volumeMounts = [] }) => {
    const files = volumeMounts.flatMap(({ name, mountPath }) => {
      const volume = spec.volumes?.find((one) => one.name === name);
      return Object.keys((volume && filesOf(volume, objects, secrets)) ?? {}).map(
        (file) => `${mountPath}/${file}`,
      );
    });
    return env.flatMap(({ name, value, valueFrom }) => {
      const ref = valueFrom?.secretKeyRef;
      const secret = secrets.find(({ metadata }) => metadata?.name === ref?.name);
      if (ref && !(secret && ref.key in contentsOf(secret)))
        return [`${name} names a key that no Secret has`];
      const isFile = name.endsWith('_FILE');
      return isFile && !files.includes(value ?? '') ? [`${name} names ${value}, which is not mounted`] : [];
    });
  });
}
