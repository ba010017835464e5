// What the manifests use of the Prometheus operator's kinds (monitoring.coreos.com/v1), by its API reference.
import type { LabelSelector, ObjectMeta } from 'kubernetes-types/meta/v1.js';

export interface ServiceMonitor {
  apiVersion: 'monitoring.coreos.com/v1';
  kind: 'ServiceMonitor';
  metadata: ObjectMeta;
  spec: {
    selector: LabelSelector;
    endpoints: Array<{
      port: string;
      path?: string;
      scheme?: string;
      interval?: string;
      scrapeTimeout?: string;
    }>;
    namespaceSelector?: { any?: boolean; matchNames?: string[] };
    jobLabel?: string;
  };
}

export interface PrometheusRule {
  apiVersion: 'monitoring.coreos.com/v1';
  kind: 'PrometheusRule';
  metadata: ObjectMeta;
  spec: { groups: Array<{ name: string; interval?: string; rules: Alert[] }> };
}

export interface Alert {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
