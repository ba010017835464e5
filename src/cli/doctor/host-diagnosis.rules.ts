// Why a host can't be reached, in words: by the name that Node gives to what went wrong in DNS, TCP or TLS.
import { connectionProblem, type ConnectionFault } from '../../network/connection-problem.rules.js';
import type { Finding } from '../../domain/finding.js';
import { REGIONS } from '../../domain/regions.js';
import { isUntrusted, TRUST } from '../../network/untrusted.rules.js';

/** Where on the way to a host something went wrong. */
export type HostStep = 'dns' | 'tcp' | 'tls';

type Words = readonly [detail: string, hint: string];

const UNTRUSTED: Words = ['the certificate is signed by no authority that this machine trusts', TRUST];
const NO_TLS: Words = [
  'whatever answers there does not speak TLS',
  'Check port and scheme (https://) of the address; a proxy or captive portal may answer in its place.',
];
const NO_NAME: Words = [
  'there is no such name',
  'Check the address (GENESYSCLOUD_LOGIN_URL and GENESYSCLOUD_API_URL, or loginUrl and apiUrl of the organization) for a typing error; in a closed network the resolver may not know public names.',
];
/** A host of a region is spelled right, as nobody spelled it. */
const RESOLVER =
  'The name is right: it belongs to a region of Genesys Cloud. The name servers of this machine or container do not know public names: correct them (/etc/resolv.conf), or set HTTPS_PROXY if this network goes out through a proxy.';

const WORDS: Readonly<Record<HostStep, Readonly<Record<string, Words>>>> = {
  dns: {
    ENOTFOUND: NO_NAME,
    ENODATA: NO_NAME,
    EAI_AGAIN: [
      'the name server cannot be reached',
      'Check the name servers of this machine or container (/etc/resolv.conf) and the way to them.',
    ],
  },
  tcp: {
    ECONNREFUSED: [
      'the host refuses connections on this port',
      'Check address and port; if they are right, the host is down or a firewall rejects the connection. Look at https://status.mypurecloud.com.',
    ],
    EHOSTUNREACH: ['there is no way to the host', 'Check routes, firewall and VPN of this machine.'],
    ENETUNREACH: ['there is no way to the network', 'Check routes, firewall and VPN of this machine.'],
  },
  tls: {
    CERT_HAS_EXPIRED: [
      'the certificate has expired',
      'Check the clock of this machine first; otherwise the certificate must be renewed where it is served.',
    ],
    CERT_NOT_YET_VALID: ['the certificate is not valid yet', 'Set the clock of this machine (NTP).'],
    ERR_TLS_CERT_ALTNAME_INVALID: [
      'the certificate is for another name',
      'Check the address; a proxy or captive portal may answer in its place.',
    ],
    DEPTH_ZERO_SELF_SIGNED_CERT: [
      'the certificate is self-signed, and Genesys Cloud has none like that: something else answers',
      TRUST,
    ],
    ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
    ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
    EPROTO: NO_TLS,
  },
};

const OTHERWISE: Readonly<Record<HostStep, Words>> = {
  dns: ['the name cannot be looked up', 'Check the name servers of this machine or container.'],
  tcp: [
    'the host does not answer',
    'Check whether a firewall lets this machine out to it (port 443 of login.<domain> and api.<domain>), and whether a proxy is needed.',
  ],
  tls: [
    'the connection ends during the TLS handshake',
    'A firewall or proxy between here and there may cut it; check whether one inspects TLS.',
  ],
};

/**
 * What a step that failed means. A warning, as what counts is whether login and API answer: those are asked all
 * the same.
 * @param host name and port, for people
 * @param code Node's name for the cause, `ETIMEDOUT` for no answer in time
 * @param proxy host and port of the proxy that the step went through
 */
export function diagnoseHost(step: HostStep, host: string, code: string, proxy?: string): Finding {
  const words = wordsFor(step, code);
  const [what] = words;
  const todo = words === NO_NAME && isRegional(host) ? RESOLVER : words[1];
  const through = proxy === undefined ? '' : ` through proxy ${proxy}`;
  return {
    status: 'warn',
    detail: `${host}${through}: ${what} (${code}).`,
    hint: todo,
    facts: { host, code, ...(proxy !== undefined && { proxy }) },
  };
}

/** What a proxy means that gives no connection to `host`; a warning for the same reason. */
export function diagnoseProxy(which: 'login' | 'API', host: string, fault: ProxyTrouble): Finding {
  const { code, proxy } = fault;
  const { detail, hint } = connectionProblem(which === 'login' ? 'login' : 'API host', fault);
  return { status: 'warn', detail, ...(hint !== undefined && { hint }), facts: { host, code, proxy } };
}

type ProxyTrouble = ConnectionFault & { readonly proxy: string };

function isRegional(host: string): boolean {
  return REGIONS.some(({ loginUrl, apiUrl }) =>
    [loginUrl, apiUrl].some((url) => new URL(url).hostname === host.replace(/:\d+$/, '')),
  );
}

function wordsFor(step: HostStep, code: string): Words {
  if (Object.hasOwn(WORDS[step], code)) return WORDS[step][code] as Words;
  return step === 'tls' && isUntrusted(code) ? UNTRUSTED : OTHERWISE[step];
}

/** Beyond this, somebody should set the clock. */
const MOST_SKEW_SECONDS = 30;

/** @param skewMs our clock minus theirs */
export function diagnoseClock(skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const facts = { skewSeconds: Math.round(skewMs / 1000) };
  if (seconds <= MOST_SKEW_SECONDS) {
    const detail = seconds <= 1 ? "Agrees with Genesys Cloud's." : `Within ${seconds} s of Genesys Cloud's.`;
    return { status: 'ok', detail, facts };
  }
  return {
    status: 'warn',
    detail: `The clock of this machine is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} Genesys Cloud's.`,
    hint: 'Set it (NTP): asOf in answers is wrong by as much, and certificates may be taken for expired. Tokens are not affected: their lifetime is measured without the wall clock.',
    facts,
  };
}
