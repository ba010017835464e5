import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { commandOf, stagesOf, textsOf } from '../support/dockerfile.js';
import { readDockerfile } from '../support/image.js';

const stages = stagesOf(readDockerfile());
const final = stages.at(-1)!;
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('the Dockerfile', () => {
  it('builds on images with a tag that names what it is', () => {
    expect(stages.map(({ base }) => base)).to.deep.equal([
      'node:24-trixie-slim',
      'gcr.io/distroless/nodejs24-debian13:nonroot',
    ]);
  });

  it('runs as a user that is a number and not root', () => {
    expect(textsOf(final, 'USER')).to.deep.equal(['65532:65532']);
  });

  it('starts and checks without a shell', () => {
    expect(commandOf(final, 'CMD')).to.deep.equal(['dist/main.js']);
    expect(commandOf(final, 'HEALTHCHECK')[0]).to.equal('/nodejs/bin/node');
    expect(textsOf(final, 'RUN')).to.deep.equal([]);
  });

  it('says which version it is', () => {
    expect(textsOf(final, 'ARG')).to.include(`VERSION=${version}`);
    const labels = textsOf(final, 'LABEL').join(' ');
    for (const label of ['title', 'description', 'licenses', 'version', 'revision']) {
      expect(labels).to.include(`org.opencontainers.image.${label}=`);
    }
  });

  it('runs no install script before the sources are there', () => {
    expect(textsOf(stages[0]!, 'RUN')[0]).to.equal('npm ci --ignore-scripts');
  });
});
