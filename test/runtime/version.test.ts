// What the service calls itself.
import { expect } from 'chai';
import { USER_AGENT, VERSION } from '../../src/runtime/version.js';
import { readProjectFile } from '../support/project-file.js';

describe('the version', () => {
  it('is that of package.json', () => {
    const text = readProjectFile('package.json');
    const { version } = JSON.parse(text) as { version: string };
    expect(VERSION)
      .to.equal(version)
      .and.to.match(/^\d+\.\d+\.\d+/);
    expect(USER_AGENT).to.equal(`genesys-availability-proxy/${version}`);
  });
});
