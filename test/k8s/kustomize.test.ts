import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { kubectlProblem } from '../support/kubernetes/kustomize.js';

describe('kubectl for the tests of manifests', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const versioned = (major: string, minor: string): string => {
    const program = join(folder, 'kubectl');
    writeFileSync(program, `#!/bin/sh\necho '${JSON.stringify({ clientVersion: { major, minor } })}'\n`);
    chmodSync(program, 0o755);
    return program;
  };

  it('is taken when its Kustomize knows components', () => {
    for (const minor of ['21', '32+'])
      expect(kubectlProblem(versioned('1', minor)), minor).to.equal(undefined);
    expect(kubectlProblem(versioned('2', '0'))).to.equal(undefined);
  });

  it('is passed over, with the reason, when it is too old, missing or broken', () => {
    expect(kubectlProblem(versioned('1', '20'))).to.equal('kubectl is 1.20; 1.21 or newer is needed');
    expect(kubectlProblem(join(folder, 'nothing'))).to.match(/nothing is not on PATH/);
  });
});
