import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { channelOf, faultsOf, notesOf, PLACES, raised } from '../../.ci/release/places.js';
import { freePorts } from '../support/ports.js';
import { needs } from '../support/tools.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(`${ROOT}${file}`, 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  version: string;
  engines: { node: string };
  scripts: Record<string, string>;
};

describe('a release', () => {
  const next = '9.8.7-rc.1';
  const files = raised(next, '2030-01-02', read);
  const prepared = (file: string) => files.get(file) ?? read(file);

  it('has one version in all places, now and once it is raised', () => {
    for (const file of PLACES.map((place) => place.file)) {
      expect(read(file), file).to.include(manifest.version);
      expect(files.get(file), file).to.include(next).and.to.not.include(`proxy:${manifest.version}`);
    }
    expect(prepared('package-lock.json').split(`"version": "${next}"`)).to.have.length(3);
    expect(faultsOf(`v${next}`, prepared)).to.deep.equal([]);
  });

  it('is refused where one place was forgotten, with its name', () => {
    const forgotten = (file: string) => (file === 'Dockerfile' ? read(file) : prepared(file));
    expect(faultsOf(`v${next}`, forgotten)[0]).to.equal(
      `Dockerfile says ${manifest.version}, and not ${next}`,
    );
    const emptied = (file: string) => (file === 'docs/endpoints.md' ? '' : prepared(file));
    expect(faultsOf(`v${next}`, emptied)).to.deep.equal(['docs/endpoints.md names no version']);
  });

  it('is refused without its section in the changelog, and for a tag that is no version', () => {
    const unwritten = (file: string) => (file === 'CHANGELOG.md' ? read(file) : prepared(file));
    expect(faultsOf(`v${next}`, unwritten)).to.deep.equal([
      `CHANGELOG.md has no section "## [${next}] - YYYY-MM-DD" with a line in it`,
    ]);
    for (const tag of ['', '1.2.3', 'v1.2', 'v1.2.3; rm -rf /', 'latest'])
      expect(faultsOf(tag, prepared), tag).to.have.length(1);
  });

  it('tells in its notes what was unreleased, and leaves an empty section for what comes', () => {
    const changelog = prepared('CHANGELOG.md');
    expect(changelog).to.include(`## [Unreleased]\n\n## [${next}] - 2030-01-02\n\n### Added`);
    expect(notesOf(changelog, next)).to.match(/^### Added\n\n- /);
    const two = '## [2.0.0] - 2030-01-02\n\n- b\n\n## [1.0.0] - 2030-01-01\n\n- a\n';
    expect(notesOf(two, '2.0.0')).to.equal('- b');
    expect(notesOf(two, '1.0.0')).to.equal('- a');
    expect(notesOf(two, '2X0.0')).to.equal('');
    expect(() => raised('1.0.0', '2030-01-02', () => two)).to.throw(RangeError, /nothing under/);
  });

  it('goes to `next` while it is not final', () => {
    expect([channelOf('1.2.3'), channelOf(next)]).to.deep.equal(['latest', 'next']);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: object;
        readonly steps: readonly Step[];
        readonly strategy?: { readonly matrix: { readonly node: readonly string[] } };
      }
    >
  >;
}

describe('the workflows', () => {
  const names = readdirSync(join(ROOT, '.github', 'workflows'));
  const texts = names.map((name) => read(`.github/workflows/${name}`));
  const workflows = texts.map((text) => parse(text) as Workflow);
  const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));

  it('use actions by commit, and say which version that is', () => {
    const used = texts.flatMap((text) => [...text.matchAll(/uses: (.*)$/gm)].map(([, one = '']) => one));
    expect(used.length).to.be.greaterThan(8);
    for (const one of used) expect(one).to.match(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const versions = new Map(used.map((one) => one.split('@') as [string, string]));
    for (const [action, version] of used.map((one) => one.split('@')))
      expect(version, action).to.equal(versions.get(action ?? ''));
  });

  it('may do no more than read, unless a job says so', () => {
    for (const { permissions } of workflows)
      expect(Object.values(permissions).filter((right) => right !== 'read')).to.deep.equal([]);
    const release = parse(read('.github/workflows/release.yml')) as Workflow;
    for (const [name, { permissions }] of Object.entries(release.jobs))
      expect(permissions, name).to.be.an('object');
  });

  it('run scripts that are there', () => {
    const runs = steps.map(({ run = '' }) => run).join('\n');
    const scripts = [...runs.matchAll(/\bnpm run ([\w:]+)/g)].map(([, script = '']) => script);
    expect(scripts).to.include('audit');
    for (const script of scripts) expect(manifest.scripts, script).to.have.property(script);
    const paths = [...runs.matchAll(/(?<![\w/])\.ci\/[\w/.]+/g)].map(([path]) => path);
    expect(paths).to.include.members(['.ci/run', '.ci/release/check.ts', '.ci/release/smoke']);
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).to.equal(true);
  });

  it('put nothing of an event into a shell by text: only by variables', () => {
    for (const { run = '' } of steps) expect(run).to.not.include('${{');
  });

  it('test every Node that the documentation names, from the lowest that package.json allows', () => {
    const rows = [...read('docs/releases.md').matchAll(/^\| (\d+)(?:, from ([\d.]+) on)? \| .* \| \d{4}-/gm)];
    const told = rows.map(([, major = '', lowest]) => lowest ?? major);
    const ci = parse(read('.github/workflows/ci.yml')) as Workflow;
    expect(ci.jobs['check']?.strategy?.matrix.node).to.deep.equal(told);
    expect(manifest.engines.node).to.equal(`>=${told[0]}`);
    expect(read('README.md')).to.include(`Node.js ${told[0]} or newer (24 recommended)`);
    expect(read('Dockerfile')).to.include('BUILD_IMAGE=node:24-').and.to.include('/nodejs24-');
    expect(read('docs/deployment.md')).to.include(`Node.js ${told[0]} or newer`);
  });
});

/** Takes the words of docker, and runs the command in the folder that is given as the image. */
const ENGINE = `#!/usr/bin/env bash
command=$1; shift; log=$(dirname "$0")/log
case $command in
run)
  variables=(); detached=
  while [[ $1 == --* ]]; do
    case $1 in
      --detach) detached=1 ;;
      --env) variables+=("$2"); shift ;;
      --cap-drop | --security-opt | --network) shift ;;
    esac
    shift
  done
  cd "$1"; shift
  if [ -z "$detached" ]; then exec env "\${variables[@]}" node "$@"; fi
  env "\${variables[@]}" node "$@" >"$log" 2>&1 &
  echo $! ;;
logs) cat "$log" ;;
rm) kill "$2" ;;
esac
`;

describe('the first look at an image', function () {
  this.timeout(60_000);
  const smoke = promisify(execFile).bind(undefined, join(ROOT, '.ci', 'release', 'smoke'));
  let folder = '';
  let environment: NodeJS.ProcessEnv = {};

  before(async function () {
    needs(this, 'curl');
    folder = mkdtempSync(join(tmpdir(), 'smoke-'));
    writeFileSync(join(folder, 'engine'), ENGINE);
    chmodSync(join(folder, 'engine'), 0o755);
    const [port, adminPort] = await freePorts(2);
    environment = { ...process.env, SMOKE_PORT: port, SMOKE_ADMIN_PORT: adminPort };
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  it('passes when the image makes keys and answers a question', async () => {
    const { stdout } = await smoke([join(folder, 'engine'), ROOT], { env: environment });
    expect(stdout).to.include('"status":');
  });

  it('fails for one that does not', async () => {
    const fault = await smoke([join(folder, 'engine'), folder], { env: environment }).catch(
      (error: unknown) => error,
    );
    expect(fault).to.be.an('error');
  });
});
