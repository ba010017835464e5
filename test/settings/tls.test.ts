import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { CERTIFICATE, PRIVATE_KEY } from './pem.js';
import { bad, faultsOf, file, GOOD, load } from './support.js';

const ec = (cipher = {}): string => {
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem', ...cipher } as const;
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
  return generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding, publicKeyEncoding }).privateKey;
};

describe('TLS', () => {
  const cert = file('tls.crt', CERTIFICATE);
  const key = file('tls.key', PRIVATE_KEY);
  const garbage = file('garbage', 'no PEM at all');
  const good = { TLS_CERT_FILE: cert, TLS_KEY_FILE: key };

  it('has the texts of both files', () => {
    const tls = { cert: CERTIFICATE, key: PRIVATE_KEY };
    expect(load({ ...GOOD, ...good }).listener.tls).to.deep.equal(tls);
    expect(load(GOOD, 'tls: { certFile: tls.crt, keyFile: tls.key }').listener.tls).to.deep.equal(tls);
    expect(load({ ...GOOD, TLS_KEY_FILE: key }, 'tls: { certFile: tls.crt }').listener.tls).to.deep.equal(
      tls,
    );
  });

  bad([
    ['no key', { TLS_CERT_FILE: cert }, 'tls.keyFile', 'TLS_KEY_FILE', /tls\.certFile is set.*both/],
    ['no certificate', { TLS_KEY_FILE: key }, 'tls.certFile', 'TLS_CERT_FILE', /tls\.keyFile is set.*both/],
    ['a missing file', { ...good, TLS_KEY_FILE: '/nowhere' }, 'tls.keyFile', 'TLS_KEY_FILE', /ENOENT/],
    ['a folder', { ...good, TLS_CERT_FILE: '/' }, 'tls.certFile', 'TLS_CERT_FILE', /directory/],
    ['an empty file', { ...good, TLS_KEY_FILE: file('void', '') }, 'tls.keyFile', 'TLS_KEY_FILE', /empty/],
    ['no PEM', { ...good, TLS_CERT_FILE: garbage }, 'tls.certFile', 'TLS_CERT_FILE', /no certificate/],
    ['no PEM for the key', { ...good, TLS_KEY_FILE: garbage }, 'tls.keyFile', 'TLS_KEY_FILE', /private key/],
    ['another key', { ...good, TLS_KEY_FILE: file('k2', ec()) }, 'tls.keyFile', 'TLS_KEY_FILE', /not belong/],
    [
      'a key with a passphrase',
      { ...good, TLS_KEY_FILE: file('k3', ec({ cipher: 'aes-256-cbc', passphrase: 'x' })) },
      'tls.keyFile',
      'TLS_KEY_FILE',
      /passphrase/,
    ],
  ]);

  it('tells both files when both are wrong', () => {
    const faults = faultsOf({ ...GOOD, TLS_CERT_FILE: garbage, TLS_KEY_FILE: '/nowhere' });
    expect(faults.map((fault) => fault.key)).to.have.members(['tls.certFile', 'tls.keyFile']);
  });
});
