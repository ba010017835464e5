import { expect } from 'chai';
import { needsKustomize } from '../support/kubernetes/kustomize.js';
import { ofKind, podsOf, proxiesOf } from '../support/kubernetes/objects.js';
import { variant, variants } from '../support/kubernetes/variants.js';

describe('the proxy in the manifests', function () {
  this.timeout(30_000);
  before(function () {
    needsKustomize(this);
  });

  const proxy = (name: string) => proxiesOf(variant(name).objects)[0]!;

  for (const name of ['standalone', 'replicated']) {
    it(`${name}: starts and lives by /livez, is sent requests by /readyz, all on the admin port`, () => {
      const { startupProbe, livenessProbe, readinessProbe, lifecycle } = proxy(name).container;
      expect(startupProbe?.httpGet).to.deep.equal({ path: '/livez', port: 'admin' });
      expect(livenessProbe?.httpGet).to.deep.equal({ path: '/livez', port: 'admin' });
      expect(readinessProbe?.httpGet).to.deep.equal({ path: '/readyz', port: 'admin' });
      expect(lifecycle).to.equal(undefined);
    });
  }

  it('replicated: three of it and one Redis, none of which stays away for a rollout', () => {
    const counts = podsOf(variant('replicated').objects).map(({ name, deployment }) => [
      name,
      deployment.spec?.replicas,
    ]);
    expect(counts).to.deep.equal([
      ['genesys-availability-proxy', 3],
      ['genesys-availability-proxy-redis', 1],
    ]);
    const { rollingUpdate } = proxy('replicated').pod.deployment.spec!.strategy!;
    expect(rollingUpdate).to.deep.equal({ maxSurge: 1, maxUnavailable: 0 });
  });

  for (const name of ['sidecar', 'the component sidecar on an application of somebody']) {
    it(`${name}: is a native sidecar that never takes the application out of service`, () => {
      const { pod, container } = proxy(name);
      expect(pod.spec.initContainers).to.deep.include(container);
      expect(container).to.include({ restartPolicy: 'Always' });
      expect(container.startupProbe?.httpGet).to.deep.equal({ path: '/livez', port: 'proxy-admin' });
      expect(container.livenessProbe?.httpGet).to.deep.equal({ path: '/livez', port: 'proxy-admin' });
      expect(container.readinessProbe).to.equal(undefined);
      expect(container.env).to.deep.include({ name: 'SHUTDOWN_DELAY_MS', value: '0' });
    });
  }

  it('sidecar: leaves what the application has as it is', () => {
    const { spec } = proxy('the component sidecar on an application of somebody').pod;
    expect(spec.containers.map(({ name }) => name)).to.deep.equal(['call-router']);
    expect(spec.initContainers?.map(({ name }) => name)).to.have.members(['migrate', 'availability-proxy']);
    const ours = ['availability-proxy-genesys', 'availability-proxy-state'];
    expect(spec.volumes?.map(({ name }) => name)).to.have.members(['scratch', ...ours]);
    expect(spec.containers[0]!.volumeMounts).to.deep.equal([{ name: 'scratch', mountPath: '/var/scratch' }]);
    expect(spec.securityContext).to.equal(undefined);
  });

  it('sidecar: comes alike by component and by patch', () => {
    const [component, patch] = ['component', 'patch for a']
      .map((way) => variants().find(({ name }) => name.startsWith(`the ${way} sidecar`))!)
      .map(({ objects }) => objects);
    expect(component).to.deep.equal(patch);
  });

  it('is reached from outside by the paths of webhooks only', () => {
    const [ingress] = ofKind(variant('component ingress').objects, 'Ingress');
    const paths = ingress?.spec?.rules?.flatMap(({ http }) =>
      http?.paths.map(({ path, pathType }) => [path, pathType]),
    );
    expect(paths).to.deep.equal([
      ['/api/v2/routing/queues', 'Prefix'],
      ['/v1', 'Prefix'],
    ]);
    expect(ingress?.spec?.tls?.[0]?.hosts).to.deep.equal(ingress?.spec?.rules?.map(({ host }) => host));
  });

  it('has its admin listener in no Service but the one for scrapes', () => {
    for (const { name, objects } of variants()) {
      const open = ofKind(objects, 'Service').filter(({ spec }) =>
        spec?.ports?.some(({ targetPort }) => targetPort === 'admin'),
      );
      expect(
        open.map(({ metadata }) => metadata?.name),
        name,
      ).to.deep.equal(/monitoring|all/.test(name) ? ['genesys-availability-proxy-metrics'] : []);
    }
  });

  it('may reach public addresses on 443, DNS and Redis, and nothing private', () => {
    const policies = ofKind(variant('component networkpolicy').objects, 'NetworkPolicy');
    const { spec } = policies.find(({ metadata }) => metadata?.name === 'genesys-availability-proxy')!;
    const ports = spec!.egress!.map((rule) => rule.ports?.map(({ port }) => port));
    expect(ports).to.deep.equal([[53, 53], [6379], [443]]);
    const [v4, ...v6] = spec!.egress![2]!.to!.map(({ ipBlock }) => ipBlock!);
    expect(v4?.cidr).to.equal('0.0.0.0/0');
    expect(v4?.except).to.include.members([
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '169.254.0.0/16',
      '100.64.0.0/10',
    ]);
    expect(v6.map(({ cidr }) => cidr)).to.deep.equal(['2000::/3', '64:ff9b::/96']);
    expect(spec!.egress!.every(({ to }) => to?.length)).to.equal(true);
  });
});
