// Finds what does not fit together in a set of objects: names, ports and labels that lead nowhere.
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

/** What around the pods leads nowhere: Services, Ingresses, policies, budgets, monitors. */
export function networkFaults(objects: readonly KubeObject[]): string[] {
  const pods = podsOf(objects);
  const services = ofKind(objects, 'Service');
  const portsOf = (labels: Readonly<Record<string, string>> | undefined) =>
    pods
      .filter((pod) => selects(labels, pod.labels))
      .flatMap(({ containers }) => containers.flatMap(({ ports = [] }) => ports))
      .flatMap(({ name, containerPort }) => [name, containerPort]);
  const missing = (what: string, wanted: unknown, known: readonly unknown[]) =>
    known.includes(wanted) ? [] : [`${what}: nothing is behind ${String(wanted)}`];

  return [
    ...services.flatMap(({ metadata, spec }) =>
      (spec?.ports ?? []).flatMap(({ targetPort }) =>
        missing(`Service ${metadata?.name}`, targetPort, portsOf(spec?.selector)),
      ),
    ),
    ...ofKind(objects, 'Ingress').flatMap(({ spec }) =>
      (spec?.rules ?? [])
        .flatMap(({ http }) => http?.paths ?? [])
        .flatMap(({ backend, path }) => {
          const service = services.find(({ metadata }) => metadata?.name === backend.service?.name);
          const names = service?.spec?.ports?.map(({ name }) => name) ?? [];
          return missing(`Ingress ${path}`, backend.service?.port?.name, names);
        }),
    ),
    ...ofKind(objects, 'PodDisruptionBudget').flatMap(({ spec }) =>
      pods.some(({ labels }) => selects(spec?.selector?.matchLabels, labels))
        ? []
        : ['PodDisruptionBudget: selects no pod'],
    ),
    ...ofKind(objects, 'ServiceMonitor').flatMap(({ spec }) => {
      const watched = services.filter(({ metadata }) =>
        selects(spec.selector.matchLabels, metadata?.labels ?? {}),
      );
      const names = watched.flatMap((service) => service.spec?.ports?.map(({ name }) => name) ?? []);
      return spec.endpoints.flatMap(({ port }) => missing('ServiceMonitor', port, names));
    }),
    ...ofKind(objects, 'NetworkPolicy').flatMap(({ metadata, spec }) => [
      ...(spec?.ingress ?? [])
        .flatMap(({ ports = [] }) => ports)
        .flatMap(({ port }) =>
          missing(`NetworkPolicy ${metadata?.name}`, port, portsOf(spec?.podSelector.matchLabels)),
        ),
      ...peersOf(spec).flatMap((labels) =>
        pods.some((pod) => selects(labels, pod.labels))
          ? []
          : [`NetworkPolicy ${metadata?.name}: no pod is ${JSON.stringify(labels)}`],
      ),
    ]),
  ];
}

/** Labels of the pods of this namespace that a policy speaks of. */
function peersOf(spec: ReturnType<typeof ofKind<'NetworkPolicy'>>[number]['spec']) {
  const peers = [
    ...(spec?.ingress ?? []).flatMap(({ from = [] }) => from),
    ...(spec?.egress ?? []).flatMap(({ to = [] }) => to),
  ];
  const own = peers.filter(({ podSelector, namespaceSelector }) => podSelector && !namespaceSelector);
  return [spec?.podSelector, ...own.map(({ podSelector }) => podSelector)].map(
    (selector) => selector?.matchLabels,
  );
}
