import { expect } from 'chai';
import { keyDigest } from '../../src/domain/key-digest.js';
import { DIGEST, file, GOOD, KEY, load } from './support.js';

describe('the admin key', () => {
  it('is kept as its digest, wherever it comes from', () => {
    const digest = keyDigest(KEY);
    expect(load({ ...GOOD, ADMIN_KEY: KEY }).admin.keyDigest).to.equal(digest);
    expect(load({ ...GOOD, ADMIN_KEY_FILE: file('k', `${KEY}\n`) }).admin.keyDigest).to.equal(digest);
    expect(load(GOOD, `admin: { key: ${KEY} }`).admin.keyDigest).to.equal(digest);
    expect(load(GOOD, 'admin: { keyFile: k }').admin.keyDigest).to.equal(digest);
    expect(load(GOOD, `admin: { keyDigest: "sha256:${digest.toUpperCase()}" }`).admin.keyDigest).to.equal(
      digest,
    );
  });

  it('of the environment replaces any way of the file, and leaves host and port', () => {
    for (const way of [`keyDigest: "${DIGEST}"`, `key: ${KEY}-other`, 'keyFile: /nowhere']) {
      const { admin } = load({ ...GOOD, ADMIN_KEY: KEY }, `admin: { port: 9, ${way} }`);
      expect(admin).to.deep.equal({ host: '127.0.0.1', port: 9, keyDigest: keyDigest(KEY) });
    }
  });

  it('need not be there, even off loopback', () => {
    expect(load({ ...GOOD, ADMIN_HOST: '0.0.0.0' }).admin).to.deep.equal({ host: '0.0.0.0', port: 8081 });
  });
});
