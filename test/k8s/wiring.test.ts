import { expect } from 'chai';
import { needsKustomize } from '../support/kubernetes/kustomize.js';
import { networkFaults } from '../support/kubernetes/network-wiring.js';
import { ofKind, podsOf } from '../support/kubernetes/objects.js';
import { variant, variants, type Variant } from '../support/kubernetes/variants.js';
import { podFaults } from '../support/kubernetes/pod-wiring.js';

const faultsOf = ({ objects, secrets }: Variant) => [
  ...podFaults(objects, secrets),
  ...networkFaults(objects),
];

describe('the manifests', function () {
  this.timeout(30_000);
  before(function () {
    needsKustomize(this);
  });

  it('fit together in every overlay and component', () => {
    const told = variants().map((one) => [one.name, faultsOf(one)]);
    expect(told.filter(([, faults]) => faults?.length !== 0)).to.deep.equal([]);
  });

  const proxy = (one: Variant) => podsOf(one.objects)[0]!.containers[0]!;
  const breakings: Array<[what: string, from: string, breakIt: (one: Variant) => void, fault: RegExp]> = [
    [
      'a selector',
      'standalone',
      (one) => (podsOf(one.objects)[0]!.deployment.spec!.selector.matchLabels = { a: 'b' }),
      /does not select its pods/,
    ],
    [
      'a spread',
      'standalone',
      (one) =>
        (podsOf(one.objects)[0]!.spec.topologySpreadConstraints![0]!.labelSelector!.matchLabels = { a: 'b' }),
      /looks at other pods/,
    ],
    [
      'an account',
      'standalone',
      (one) => (podsOf(one.objects)[0]!.spec.serviceAccountName = 'nobody'),
      /no ServiceAccount nobody/,
    ],
    [
      'a port',
      'sidecar',
      (one) => (podsOf(one.objects)[0]!.containers[1]!.ports = [{ containerPort: 8081 }]),
      /port 8081 is there twice/,
    ],
    [
      'a probe',
      'sidecar',
      (one) => (proxy(one).startupProbe!.httpGet!.port = 'metrics'),
      /no port metrics for its probe/,
    ],
    [
      'a mount',
      'sidecar',
      (one) => (proxy(one).volumeMounts![0]!.name = 'other'),
      /no volume other to mount/,
    ],
    [
      'a subPath',
      'standalone',
      (one) => (proxy(one).volumeMounts![1]!.subPath = 'client-id'),
      /mounted by subPath/,
    ],
    [
      'a Secret',
      'sidecar',
      (one) => (podsOf(one.objects)[0]!.spec.volumes![0]!.secret!.secretName = 'other'),
      /nothing is there for the volume/,
    ],
    [
      'a ConfigMap',
      'standalone',
      (one) => (ofKind(one.objects, 'ConfigMap')[0]!.metadata!.name = 'other'),
      /nothing is there for the volume settings/,
    ],
    [
      'a file',
      'standalone',
      (one) => (proxy(one).env!.find(({ name }) => name === 'CONFIG_FILE')!.value = '/etc/settings.yaml'),
      /CONFIG_FILE names \/etc\/settings.yaml, which is not mounted/,
    ],
    [
      'a key',
      'sidecar',
      (one) => (proxy(one).env!.find(({ valueFrom }) => valueFrom)!.valueFrom!.secretKeyRef!.key = 'zone'),
      /names a key that no Secret has/,
    ],
    [
      'a Service',
      'replicated',
      (one) => (ofKind(one.objects, 'Service')[0]!.spec!.ports![0]!.targetPort = 'web'),
      /Service .*: nothing is behind web/,
    ],
    [
      'an Ingress',
      'component ingress',
      (one) => (ofKind(one.objects, 'Service')[0]!.metadata!.name = 'other'),
      /Ingress .*: nothing is behind http/,
    ],
    [
      'a budget',
      'standalone',
      (one) => (ofKind(one.objects, 'PodDisruptionBudget')[0]!.spec!.selector!.matchLabels = { a: 'b' }),
      /selects no pod/,
    ],
    [
      'a monitor',
      'component monitoring',
      (one) => (ofKind(one.objects, 'ServiceMonitor')[0]!.spec.endpoints[0]!.port = 'http'),
      /ServiceMonitor: nothing is behind http/,
    ],
    [
      'a policy',
      'replicated',
      (one) => (ofKind(one.objects, 'NetworkPolicy')[0]!.spec!.podSelector.matchLabels = { a: 'b' }),
      /no pod is {"a":"b"}/,
    ],
    [
      'a peer',
      'replicated',
      (one) =>
        (ofKind(one.objects, 'NetworkPolicy')[0]!.spec!.ingress![0]!.from![0]!.podSelector!.matchLabels = {
          a: 'b',
        }),
      /no pod is {"a":"b"}/,
    ],
  ];
  for (const [what, from, breakIt, fault] of breakings) {
    it(`would be found not to fit: ${what} that leads nowhere`, () => {
      const broken = variant(from);
      breakIt(broken);
      expect(faultsOf(broken).join('\n')).to.match(fault);
    });
  }
});
