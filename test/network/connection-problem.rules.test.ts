// What is said of a connection that could not be made.
import { expect } from 'chai';
import { connectionProblem, type ConnectionFault } from '../../src/network/connection-problem.rules.js';

const PROXY = 'proxy.example:3128';

describe('a connection that could not be made', () => {
  const cases: Array<[what: string, fault: ConnectionFault, detail: string, hint: RegExp | undefined]> = [
    ['by itself', { code: 'ECONNREFUSED' }, 'The login cannot be reached (ECONNREFUSED).', undefined],
    [
      'for a certificate',
      { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
      'The certificate of the login is not trusted (SELF_SIGNED_CERT_IN_CHAIN).',
      /OUTBOUND_CA_FILE/,
    ],
    [
      'for a certificate that is too old: no authority helps',
      { code: 'CERT_HAS_EXPIRED' },
      'The login cannot be reached (CERT_HAS_EXPIRED).',
      undefined,
    ],
    [
      'for a proxy that is away',
      { code: 'ENOTFOUND', proxy: PROXY },
      `The proxy ${PROXY} cannot be reached (ENOTFOUND).`,
      /Check HTTPS_PROXY and whether the proxy proxy\.example:3128 runs/,
    ],
    [
      'for a proxy with a certificate of its own',
      { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', proxy: PROXY },
      `The certificate of the proxy ${PROXY} is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE).`,
      /OUTBOUND_CA_FILE/,
    ],
    [
      'for a proxy that wants a password',
      { code: 'PROXY_REFUSED', proxy: PROXY, status: 407 },
      `The proxy ${PROXY} wants a user and a password (407).`,
      /user:password@host:port.* and restart\.$/,
    ],
    [
      'for a proxy that refuses',
      { code: 'PROXY_REFUSED', proxy: PROXY, status: 403 },
      `The proxy ${PROXY} gives no connection to the login (403).`,
      /allow CONNECT to the login/,
    ],
  ];
  for (const [what, fault, detail, hint] of cases) {
    it(what, () => {
      const problem = connectionProblem('login', fault);
      expect(problem.detail).to.equal(detail);
      if (hint) expect(problem.hint).to.match(hint);
      else expect(problem).to.not.have.property('hint');
    });
  }
});
