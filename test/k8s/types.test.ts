import { expect } from 'chai';
import { needsKustomize, readManifest } from '../support/kubernetes/kustomize.js';
import { parseObjects, type KubeObject } from '../support/kubernetes/objects.js';
import { typeFaults } from '../support/kubernetes/typed.js';
import { variants } from '../support/kubernetes/variants.js';

describe('the manifests against the types of Kubernetes', function () {
  this.timeout(30_000);

  it('have no field that Kubernetes does not know, in any overlay or component', function () {
    needsKustomize(this);
    const all = variants().flatMap(({ name, objects, secrets }) =>
      [...objects, ...(secrets as unknown as KubeObject[])].map((object) => ({ name, object })),
    );
    const faults = typeFaults(all.map(({ object }) => object));
    const told = all.map(({ name, object: { kind, metadata } }, index) => [
      `${name}: ${kind} ${metadata.name}`,
      faults[index],
    ]);
    expect(all.length).to.be.greaterThan(40);
    expect(told.filter(([, found]) => found?.length !== 0)).to.deep.equal([]);
  });

  it('are held to them: each of these faults is found', () => {
    const [deployment = '', service = ''] = ['base/deployment.yaml', 'base/service.yaml'].map((file) =>
      JSON.stringify(readManifest(file)[0]),
    );
    const cases: Array<[text: string, from: string, to: string, fault: RegExp]> = [
      [deployment, '"replicas"', '"replica"', /'replica' does not exist/],
      [deployment, '"readOnlyRootFilesystem"', '"readonlyRootFilesystem"', /'readonlyRootFilesystem'/],
      [deployment, '"failureThreshold":30', '"failureThreshold":"30"', /not assignable to type 'number'/],
      [deployment, '"defaultMode"', '"mode"', /'mode' does not exist/],
      [deployment, '"containers"', '"container"', /'container' does not exist/],
      [service, '"targetPort"', '"target"', /'target' does not exist/],
      [service, '"v1"', '"v2"', /no types are known for v2/],
      [service, '"Service"', '"Servise"', /Servise/],
    ];
    const broken = cases.map(([text, from, to]) => JSON.parse(text.replace(from, to)) as KubeObject);
    const faults = typeFaults(broken);
    cases.forEach(([, , to, fault], index) => expect(faults[index]?.join(' '), to).to.match(fault));
    expect(typeFaults([JSON.parse(deployment), JSON.parse(service)] as KubeObject[])).to.deep.equal([[], []]);
  });

  it('hold also the kinds of the Prometheus operator', () => {
    const [monitor] = parseObjects(
      'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: x }\n' +
        'spec: { selector: {}, endpoints: [{ port: admin, intervall: 30s }] }',
    );
    expect(typeFaults([monitor!])[0]?.join(' ')).to.match(/'intervall' does not exist/);
  });
});
