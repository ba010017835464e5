import { expect } from 'chai';
import { keyDigest, MIN_KEY_LENGTH } from '../../src/domain/key-digest.js';

describe('key digest', () => {
  it('is the lower-case hex SHA-256 of the key as UTF-8', () => {
    expect(keyDigest('abc')).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(keyDigest('ü')).to.equal('607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f');
  });

  it('asks for keys of 24 characters', () => {
    expect(MIN_KEY_LENGTH).to.equal(24);
  });
});
