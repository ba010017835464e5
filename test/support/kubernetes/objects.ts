// Kubernetes objects as tests look at them, and the ways from one to another.
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type { ConfigMap, Container, PodSpec, Secret, Service } from 'kubernetes-types/core/v1.js';
import type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { parseAllDocuments } from 'yaml';
import type { PrometheusRule, ServiceMonitor } from './monitoring-types.js';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
}

export type Labels = Readonly<Record<string, string>>;

interface Kinds {
  ConfigMap: ConfigMap;
  Deployment: Deployment;
  Ingress: Ingress;
  NetworkPolicy: NetworkPolicy;
  PodDisruptionBudget: PodDisruptionBudget;
  PrometheusRule: PrometheusRule;
  Secret: Secret;
  Service: Service;
  ServiceMonitor: ServiceMonitor;
  ServiceAccount: KubeObject;
}

/** Documents of YAML 1.1, as Kubernetes reads it: `0440` is an octal number. */
export function parseObjects(text: string): KubeObject[] {
  return parseAllDocuments(text, { version: '1.1' })
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object) => object !== null);
}

/** All objects of a kind. */
export function ofKind<K extends keyof Kinds>(objects: readonly KubeObject[], kind: K): Array<Kinds[K]> {
  return objects.filter((object) => object.kind === kind) as unknown as Array<Kinds[K]>;
}

/** The pods that a Deployment makes. */
export interface Pod {
  readonly name: string;
  readonly labels: Labels;
  readonly deployment: Deployment;
  readonly spec: PodSpec;
  /** Sidecars and other init containers before the others. */
  readonly containers: readonly Container[];
}

export function podsOf(objects: readonly KubeObject[]): Pod[] {
  return ofKind(objects, 'Deployment').map((deployment) => {
    const { metadata, spec } = deployment.spec!.template;
    const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
    const labels = metadata?.labels ?? {};
    return { name: deployment.metadata!.name!, labels, deployment, spec: spec!, containers };
  });
}

/** The containers of the proxy, wherever they are. */
export function proxiesOf(objects: readonly KubeObject[]): Array<{ pod: Pod; container: Container }> {
  return podsOf(objects).flatMap((pod) =>
    pod.containers
      .filter(({ image }) => image?.startsWith('genesys-availability-proxy:'))
      .map((container) => ({ pod, container })),
  );
}

/** Whether `labels` have everything that `wanted` says; no wish at all selects everything. */
export function selects(wanted: Labels | undefined, labels: Labels): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => labels[key] === value);
}

/** Keys and contents of a Secret or ConfigMap. */
export function contentsOf(object: ConfigMap | Secret): Readonly<Record<string, string>> {
  return { ...object.data, ...('stringData' in object ? object.stringData : {}) };
}
