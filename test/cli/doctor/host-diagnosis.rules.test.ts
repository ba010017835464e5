import { expect } from 'chai';
import { connectionProblem } from '../../../src/network/connection-problem.rules.js';
import {
  diagnoseClock,
  diagnoseHost,
  diagnoseProxy,
  type HostStep,
} from '../../../src/cli/doctor/host-diagnosis.rules.js';

describe('the diagnosis of a host', () => {
  const cases: ReadonlyArray<readonly [HostStep, string, RegExp, RegExp]> = [
    ['dns', 'ENOTFOUND', /no such name/, /GENESYSCLOUD_LOGIN_URL.*typing error/],
    ['dns', 'EAI_AGAIN', /name server cannot be reached/, /resolv\.conf/],
    ['dns', 'ETIMEDOUT', /cannot be looked up/, /name servers/],
    ['tcp', 'ECONNREFUSED', /refuses connections/, /status\.mypurecloud\.com/],
    ['tcp', 'ETIMEDOUT', /does not answer/, /firewall/],
    ['tcp', 'EHOSTUNREACH', /no way to the host/, /routes/],
    ['tls', 'CERT_HAS_EXPIRED', /has expired/, /clock/],
    ['tls', 'CERT_NOT_YET_VALID', /not valid yet/, /NTP/],
    ['tls', 'DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/, /OUTBOUND_CA_FILE/],
    ['tls', 'SELF_SIGNED_CERT_IN_CHAIN', /no authority that this machine trusts/, /OUTBOUND_CA_FILE/],
    ['tls', 'CERT_UNTRUSTED', /no authority that this machine trusts/, /OUTBOUND_CA_FILE/],
    [
      'tls',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      /no authority that this machine trusts/,
      /NODE_EXTRA_CA_CERTS/,
    ],
    ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID', /another name/, /address/],
    ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS/, /https:/],
    ['tls', 'ECONNRESET', /during the TLS handshake/, /firewall/],
    ['tls', 'constructor', /during the TLS handshake/, /firewall/],
  ];
  for (const [step, code, detail, hint] of cases) {
    it(`${step} ${code}`, () => {
      const finding = diagnoseHost(step, 'login.example:443', code);
      expect(finding.status).to.equal('warn');
      expect(finding.detail).to.match(detail).and.to.include(`login.example:443`).and.to.include(code);
      expect(finding.hint).to.match(hint);
    });
  }

  it('speaks of no typing error where the name comes from a region', () => {
    for (const host of ['login.mypurecloud.com:443', 'api.mypurecloud.de:443']) {
      const { hint } = diagnoseHost('dns', host, 'ENOTFOUND');
      expect(hint)
        .to.match(/^The name is right.*resolv\.conf.*HTTPS_PROXY/)
        .and.not.match(/typing|LOGIN_URL/);
    }
  });

  it('names the proxy that a step went through', () => {
    const finding = diagnoseHost('tls', 'login.example:443', 'ECONNRESET', 'proxy.example:3128');
    expect(finding.detail).to.match(/^login\.example:443 through proxy proxy\.example:3128: /);
  });

  it('says of a proxy what the service says of it', () => {
    const fault = { code: 'PROXY_REFUSED', proxy: 'proxy.example:3128', status: 407 };
    const finding = diagnoseProxy('login', 'login.example:443', fault);
    expect(finding).to.deep.include({ status: 'warn', ...connectionProblem('login', fault) });
  });

  for (const [skewMs, status, detail] of [
    [0, 'ok', /^Agrees/],
    [-1_400, 'ok', /^Agrees/],
    [30_400, 'ok', /^Within 30 s/],
    [31_000, 'warn', /31 s ahead of/],
    [-31_000, 'warn', /31 s behind/],
  ] as const) {
    it(`a clock that is off by ${skewMs} ms: ${status}`, () => {
      expect(diagnoseClock(skewMs)).to.include({ status });
      expect(diagnoseClock(skewMs).detail).to.match(detail);
    });
  }
});
