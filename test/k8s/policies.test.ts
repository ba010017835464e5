import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Container, PodSpec } from 'kubernetes-types/core/v1.js';
import { needsKustomize } from '../support/kubernetes/kustomize.js';
import { podsOf, proxiesOf, type Pod } from '../support/kubernetes/objects.js';
import { containerFaults, podPolicyFaults } from '../support/kubernetes/policies.js';
import { variant, variants } from '../support/kubernetes/variants.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('the manifests', function () {
  this.timeout(30_000);
  before(function () {
    needsKustomize(this);
  });

  it('let no container of ours do more than it needs', () => {
    const told = variants().flatMap(({ name, objects, ours }) =>
      (ours
        ? podsOf(objects).flatMap((pod) => pod.containers.map((container) => ({ pod, container })))
        : proxiesOf(objects)
      ).flatMap(({ pod, container }) => containerFaults(pod, container).map((fault) => `${name}: ${fault}`)),
    );
    expect(told).to.deep.equal([]);
  });

  it('let no pod of ours do more than it needs', () => {
    const told = variants()
      .filter(({ ours }) => ours)
      .flatMap(({ name, objects }) =>
        podsOf(objects).flatMap(({ spec }) => podPolicyFaults(spec).map((fault) => `${name}: ${fault}`)),
      );
    expect(told).to.deep.equal([]);
  });

  it('run this version', () => {
    for (const { name, objects } of variants()) {
      const images = proxiesOf(objects).map(({ container }) => container.image);
      expect(images, name).to.deep.equal([`genesys-availability-proxy:${version}`]);
    }
  });

  const breakings: Array<[breakIt: (container: Container) => void, fault: string]> = [
    [(one) => (one.image = 'genesys-availability-proxy'), 'its image has no tag that stays'],
    [(one) => (one.image = 'registry:5000/genesys-availability-proxy'), 'its image has no tag that stays'],
    [(one) => (one.image = 'genesys-availability-proxy:latest'), 'its image has no tag that stays'],
    [(one) => (one.securityContext!.runAsNonRoot = false), 'it may run as root'],
    [(one) => (one.securityContext!.runAsUser = 0), 'its user is not a number above 0'],
    [(one) => delete one.securityContext!.allowPrivilegeEscalation, 'it may gain privileges'],
    [(one) => (one.securityContext!.privileged = true), 'it is privileged'],
    [(one) => delete one.securityContext!.readOnlyRootFilesystem, 'it may write to its image'],
    [(one) => (one.securityContext!.capabilities!.add = ['NET_ADMIN']), 'it keeps capabilities'],
    [(one) => (one.securityContext!.seccompProfile = { type: 'Unconfined' }), 'it may make any system call'],
    [(one) => delete one.resources!.requests!['cpu'], 'it asks for no CPU'],
    [(one) => delete one.resources!.requests!['memory'], 'it asks for no memory'],
    [(one) => delete one.resources!.limits!['cpu'], 'its CPU has no limit'],
    [(one) => delete one.resources!.limits!['memory'], 'its memory has no limit'],
  ];
  for (const [breakIt, fault] of breakings) {
    it(`would be found at fault: ${fault}`, () => {
      const { pod, container } = proxiesOf(variant('standalone').objects)[0]!;
      breakIt(container);
      expect(containerFaults(pod, container)).to.deep.equal([`availability-proxy: ${fault}`]);
    });
  }

  const podBreakings: Array<[more: PodSpec | Partial<PodSpec>, fault: string]> = [
    [{ automountServiceAccountToken: true }, 'it gets a token for the Kubernetes API'],
    [{ enableServiceLinks: true }, 'names of Services become variables'],
    [{ hostNetwork: true }, 'it shares something with its node'],
    [{ volumes: [{ name: 'x', hostPath: { path: '/' } }] }, 'it mounts a path of its node'],
  ];
  for (const [more, fault] of podBreakings) {
    it(`would be found at fault as a pod: ${fault}`, () => {
      const { spec } = podsOf(variant('standalone').objects)[0] as Pod;
      expect(podPolicyFaults({ ...spec, ...more })).to.deep.equal([fault]);
    });
  }
});
