// Finds what around the pods does not fit them: names, ports and labels that lead nowhere.
import { ofKind, podsOf, selects, type KubeObject } from './objects.js';

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
