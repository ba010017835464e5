// What the service calls itself.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { USER_AGENT, VERSION } from '../../src/runtime/version.js';

describe('the version', () => {
  it('is that of package.json', () => {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(text) as { version: string };
    expect(VERSION)
      .to.equal(version)
      .and.to.match(/^\d+\.\d+\.\d+/);
    expect(USER_AGENT).to.equal(`genesys-availability-proxy/${version}`);
  });
});
