import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { readMetafiles } from '../../.ci/bill/bundled.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { CERTIFICATE, PRIVATE_KEY } from '../settings/pem.js';
import { assembleImage, readDockerfile, type Image } from '../support/image.js';
import { freePorts } from '../support/ports.js';
import { killAll, startIn, type TestProcess } from '../support/process.js';
import { environmentFor, KEY, membersOf } from '../support/service.js';
import { readProjectFile } from '../support/project-file.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

describe('the files of the image, away from the repository', function () {
  this.timeout(30_000);
  let image: Image;
  let simulator: Simulator;
  let adminPort = '';

  before(async () => {
    image = assembleImage();
    simulator = await startSimulator({ queues: [{ id: QUEUE, agents: [{}, {}, {}] }] });
  });
  after(async () => {
    await simulator.close();
    image.remove();
  });
  beforeEach(async () => {
    [adminPort = ''] = await freePorts(1);
  });
  afterEach(killAll);

  const inImage = (args: readonly string[], environment: Record<string, string>): TestProcess =>
    startIn(image.folder, args, { ...image.environment, ...environment });
  /** The health check's exit code; its first word is the node of the base image. */
  const health = (environment: Record<string, string>) =>
    inImage(image.healthcheck.slice(1), environment).ended;
  const settings = (yaml: string): string => {
    const file = join(image.folder, '..', 'settings.yaml');
    writeFileSync(file, yaml);
    return file;
  };

  it('are these and no other', () => {
    expect(image.files).to.deep.equal([
      'LICENSE',
      'THIRD_PARTY_NOTICES',
      'config/default.yaml',
      'dist/cli.js',
      'dist/healthcheck.js',
      'dist/main.js',
      'dist/ui/app.css',
      'dist/ui/app.js',
      'dist/ui/icon.svg',
      'dist/ui/index.html',
      'package.json',
      'sbom.cdx.json',
    ]);
  });

  it('are, but for what belongs to a container, those that the deployment page installs without one', () => {
    const page = readProjectFile('docs/deployment.md');
    const lines = page.matchAll(/^install -m 644 (.+) \/opt\/genesys-availability-proxy\/(\S*)$/gm);
    const installed = [...lines].flatMap(([, sources = '', folder = '']) =>
      sources
        .split(' ')
        .flatMap((source) =>
          image.files.filter(
            (file) =>
              `${dirname(file)}/` === (folder || './') && [file, `${dirname(file)}/*`].includes(source),
          ),
        ),
    );
    const ofContainers = ['LICENSE', 'THIRD_PARTY_NOTICES', 'dist/healthcheck.js', 'sbom.cdx.json'];
    expect(installed).to.have.members(image.files.filter((file) => !ofContainers.includes(file)));
  });

  it('hold neither tests nor development tools, and the simulator only where a command starts it', () => {
    const outputs = readMetafiles(image.metafiles).flatMap((one) => Object.entries(one.outputs));
    const bundledIn = (...files: string[]) =>
      outputs.flatMap(([path, { inputs }]) =>
        files.some((file) => path.endsWith(file)) ? Object.keys(inputs) : [],
      );
    const service = bundledIn('dist/main.js', 'dist/healthcheck.js');
    const commands = bundledIn('dist/cli.js');
    expect(service).to.include('src/service/service.ts').and.to.include('src/healthcheck.ts');
    expect(commands).to.include('src/cli/program.ts').and.to.include('src/simulator/simulator.ts');
    expect(service.filter((path) => path.includes('simulator'))).to.deep.equal([]);
    expect(
      [...service, ...commands].filter((path) => /^test|\/(mocha|chai|tsx|typescript|fastify)\//.test(path)),
    ).to.deep.equal([]);
  });

  it('answer a question, and the health check says so until they no longer do', async () => {
    const environment = { ...environmentFor(simulator), ADMIN_PORT: adminPort };
    const service = inImage(image.command, environment);
    const [, url = ''] = await service.seen(/"publicUrl":"([^"]+)"/);
    await service.seen(/login succeeded/);
    const answer = await fetch(url + membersOf(QUEUE), { headers: { authorization: `Bearer ${KEY}` } });
    expect(await answer.json()).to.include({ total: 3 });
    expect(await health(environment)).to.equal(0);
    service.child.kill('SIGTERM');
    expect(await service.ended).to.equal(0);
    expect(await health(environment)).to.not.equal(0);
  });

  it('have the commands, which read the environment of the service', async () => {
    const environment = environmentFor(simulator);
    const doctor = inImage(['dist/cli.js', 'doctor', '--queue', QUEUE, '--json'], environment);
    expect(await doctor.ended, doctor.errors()).to.equal(0);
    expect(JSON.parse(doctor.output())).to.include({ ok: true });
    const queues = inImage(['dist/cli.js', 'queues'], environment);
    expect(await queues.ended).to.equal(0);
    expect(queues.output()).to.include(QUEUE);
    const check = inImage(['dist/cli.js', 'check', QUEUE, '--accept', 'total > 2'], environment);
    expect(await check.ended).to.equal(0);
    const key = inImage(['dist/cli.js', 'key', 'callgrid'], {});
    expect(await key.ended).to.equal(0);
    expect(key.output()).to.match(/sha256:[0-9a-f]{64}/);
  });

  it('run the demo and the service by the commands too', async () => {
    const demo = inImage(['dist/cli.js', 'demo'], { PORT: '0', ADMIN_PORT: adminPort });
    await demo.seen(/Admin: +http/);
    const page = await fetch(`http://127.0.0.1:${adminPort}/`);
    expect([page.status, await page.text()].join(' ')).to.match(/^200 <!doctype html>/i);
    demo.child.kill('SIGTERM');
    expect(await demo.ended).to.equal(0);
    const serve = inImage(['dist/cli.js', 'serve'], { ...environmentFor(simulator), ADMIN_PORT: adminPort });
    await serve.seen(/login succeeded/);
    serve.child.kill('SIGTERM');
    expect(await serve.ended).to.equal(0);
  });

  it('are found healthy with TLS, and with the admin listener moved by the settings file', async () => {
    const yaml = (port: string) =>
      `admin: { host: 0.0.0.0, port: ${port} }\ntls: { certFile: tls.crt, keyFile: tls.key }\n`;
    const CONFIG_FILE = settings(yaml(adminPort));
    writeFileSync(join(image.folder, '..', 'tls.crt'), CERTIFICATE);
    writeFileSync(join(image.folder, '..', 'tls.key'), PRIVATE_KEY);
    const environment = { ...environmentFor(simulator), ADMIN_PORT: '', CONFIG_FILE };
    await inImage(image.command, environment).seen(/"publicUrl":"https:/);
    expect(await health(environment)).to.equal(0);
    // What the file says otherwise by now is no reason to restart a service that runs.
    settings(`${yaml(adminPort)}callers: { nobody: { keys: [] } }\n`);
    expect(await health(environment)).to.equal(0);
  });

  it('can be found unhealthy: a listener that answers, but not with 200', async () => {
    const environment = { ADMIN_PORT: new URL(simulator.url).port };
    const check = inImage(image.healthcheck.slice(1), environment);
    expect(await check.ended).to.equal(1);
    expect(check.output()).to.match(/^\/livez says \d{3}\n$/);
  });

  it('would not come together with a file that is not there or not in the build', () => {
    const changed = (from: string, to: string) => () =>
      assembleImage(readDockerfile().replace(from, to)).remove();
    expect(changed('COPY src src', 'COPY bench bench')).to.throw(/\.dockerignore keeps bench out/);
    expect(changed('COPY config config\n', '')).to.throw(/ENOENT.*default\.yaml/);
  });
});
