import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LAST_ANSWERS_MS } from '../../src/http/listener.js';
import { ENVIRONMENT_NAMES } from '../../src/settings/environment-names.js';
import { loadSettings } from '../../src/settings/load.js';
import type { Settings } from '../../src/settings/types.js';
import { environmentIn, filledIn } from '../support/kubernetes/container-files.js';
import { needsKustomize } from '../support/kubernetes/kustomize.js';
import { ofKind, proxiesOf } from '../support/kubernetes/objects.js';
import { variant, variants, type Variant } from '../support/kubernetes/variants.js';

describe('the settings in the manifests', function () {
  this.timeout(30_000);
  let folder: string;

  before(function () {
    needsKustomize(this);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'container-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const load = ({ objects, secrets }: Variant): Settings => {
    const { pod, container } = proxiesOf(objects)[0]!;
    return loadSettings(environmentIn(folder, pod, container, objects, filledIn(secrets)));
  };

  it('are variables that the service knows', () => {
    const known = ENVIRONMENT_NAMES.map(({ env }) => env);
    for (const { name, objects } of variants()) {
      const names = proxiesOf(objects)[0]!.container.env!.map((variable) => variable.name);
      expect(
        names.filter((one) => !known.includes(one)),
        name,
      ).to.deep.equal([]);
      expect(names.length, name).to.be.greaterThan(5);
    }
  });

  it('load in every overlay and component, and listen where ports and probes say', () => {
    for (const one of variants()) {
      const { listener, admin } = load(one);
      const ports = proxiesOf(one.objects)[0]!.container.ports!;
      const port = (name: string) => ports.find((each) => each.name === name)?.containerPort;
      expect(admin, one.name).to.include({ host: '0.0.0.0', port: port('admin') ?? port('proxy-admin') });
      // The sidecar's public listener is nobody's business but the pod's.
      if (port('http') !== undefined)
        expect(listener, one.name).to.include({ host: '0.0.0.0', port: port('http') });
      else expect(listener, one.name).to.include({ host: '127.0.0.1', port: 8080 });
    }
  });

  it('know an organization, and a caller and an admin key unless it is a sidecar', () => {
    for (const one of variants()) {
      const { organizations, callers, admin, auth } = load(one);
      const sidecar = one.name.includes('sidecar');
      expect(organizations.map(({ name, apiUrl }) => [name, apiUrl])).to.deep.equal([
        ['default', 'https://api.mypurecloud.com'],
      ]);
      expect(auth, one.name).to.equal(sidecar ? 'none' : 'keys');
      expect(
        callers.map(({ name }) => name),
        one.name,
      ).to.deep.equal(sidecar ? [] : ['callgrid']);
      expect(admin.keyDigest !== undefined, one.name).to.equal(!sidecar);
    }
  });

  it('read credentials from files, so that they can be changed without a restart', () => {
    for (const one of variants()) {
      const [client] = load(one).organizations[0]!.clients;
      expect([client!.clientId.file, client!.clientSecret.file], one.name).to.not.include(undefined);
    }
  });

  it('leave time for the drain and the last answers', () => {
    for (const name of ['standalone', 'replicated']) {
      const one = variant(name);
      const { shutdownDelay, genesys } = load(one);
      const grace = proxiesOf(one.objects)[0]!.pod.spec.terminationGracePeriodSeconds! * 1000;
      expect(shutdownDelay).to.equal(3_000);
      expect(grace).to.be.greaterThan(shutdownDelay + LAST_ANSWERS_MS + genesys.upstreamTimeout);
    }
  });

  it('do not load with a Secret as the example stands: nobody runs with a key that is printed here', () => {
    const { objects, secrets } = variant('standalone');
    const { pod, container } = proxiesOf(objects)[0]!;
    const environment = environmentIn(folder, pod, container, objects, secrets);
    expect(() => loadSettings(environment)).to.throw(
      /CALLER_KEYS_FILE[^]*ADMIN_KEY|ADMIN_KEY[^]*CALLER_KEYS_FILE/,
    );
  });

  it('would not load with a misspelt key in the settings file', () => {
    const one = variant('standalone');
    const [map] = ofKind(one.objects, 'ConfigMap');
    map!.data!['settings.yaml'] += '\nfreshFor: 1\n';
    expect(() => load(one)).to.throw(/freshFor/);
  });

  it('would not load if a sidecar without keys listened to others', () => {
    const one = variant('sidecar');
    proxiesOf(one.objects)[0]!.container.env!.find(({ name }) => name === 'HOST')!.value = '0.0.0.0';
    expect(() => load(one)).to.throw(/anybody could ask/);
  });
});
